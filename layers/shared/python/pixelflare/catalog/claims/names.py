"""Two images want one path: the refusal, with a name that may be free."""

import re
from pathlib import PurePosixPath
from typing import Any

from pixelflare.base.errors import PathTaken
from schema.addresses.image_path import ImagePath
from schema.limits import MAX_FILENAME_LENGTH


def path_taken(image_path: ImagePath, *, holder: dict[str, Any] | None) -> PathTaken:
    """409 with the id of the other image, and a suggestion."""
    details = {"path": image_path.path, "suggested_filename": next_name(image_path.filename)}
    if holder and "image_id" in holder:  # otherwise an image had it and has moved on
        details["image_id"] = holder["image_id"]
    return PathTaken(f"{image_path.album}/{image_path.filename} is taken", details=details)


def next_name(filename: str) -> str:
    """beach.jpg → beach-1.jpg → beach-2.jpg"""
    path = PurePosixPath(filename)
    numbered = re.fullmatch(r"(.+)-(\d{1,6})", path.stem)
    stem, number = (numbered[1], int(numbered[2]) + 1) if numbered else (path.stem, 1)
    return with_ending(stem + path.suffix, f"-{number}")


def with_ending(filename: str, ending: str) -> str:
    """The name with this before its extension, and shortened where that makes it too long."""
    path = PurePosixPath(filename)
    end = ending + path.suffix
    return path.stem[: MAX_FILENAME_LENGTH - len(end)] + end
