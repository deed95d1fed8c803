"""JSON sidecars: those of Google Takeout, and those of immich-go's archives."""

import json
import re
from dataclasses import dataclass
from typing import Any

from pixelflare_client.importing.facts import (
    AlbumName,
    Facts,
    description_in,
    moment_of_seconds,
    moment_of_text,
    tags_of,
    title_in,
)

FAVOURITE = "favourite"
ARCHIVED = "archived"
_PAGE = re.compile(r"https://photos\.google\.com/[!-~]{1,1000}")


@dataclass(frozen=True)
class AlbumSays:
    """What an album's own file says in Takeout."""

    title: str | None
    description: str


def json_in(sidecar: bytes) -> dict[str, Any] | None:
    """None for what is no JSON object."""
    try:
        said = json.loads(sidecar)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def google_facts(said: dict[str, Any]) -> Facts | None:
    """None for what describes no picture."""
    taken = said.get("photoTakenTime")
    if not isinstance(taken, dict):
        return None
    url = said.get("url")
    return Facts(
        filename=said["title"] if isinstance(said.get("title"), str) else None,
        description=description_in(said.get("description")),
        taken_at=moment_of_seconds(taken.get("timestamp")),
        address=url if isinstance(url, str) and _PAGE.fullmatch(url) else None,
        tags=tags_of((), marks=_marks(said)),
        is_trashed=said.get("trashed") is True,
    )


def google_album(said: dict[str, Any]) -> AlbumSays | None:
    """Its file has another name in each language, so its content decides. None for another file."""
    if "photoTakenTime" in said or not isinstance(said.get("title"), str):
        return None
    return AlbumSays(title_in(said["title"]), description_in(said.get("description")) or "")


def immich_facts(said: dict[str, Any]) -> Facts | None:
    """None for what is no sidecar of immich-go."""
    if not isinstance(said.get("fileName"), str):
        return None
    albums = [each for each in _objects(said.get("albums")) if title_in(each.get("title"))]
    rating = said.get("rating")
    marks = [*_marks(said), *([f"rating-{rating}"] if rating in (1, 2, 3, 4, 5) else [])]
    return Facts(
        filename=said["fileName"],
        description=description_in(said.get("description")),
        taken_at=moment_of_text(said.get("dateTaken")),
        tags=tags_of([each.get("value") for each in _objects(said.get("tags"))], marks=marks),
        albums=tuple(_album(each) for each in albums),
        is_trashed=said.get("trashed") is True,
    )


def _album(said: dict[str, Any]) -> AlbumName:
    title = title_in(said["title"]) or ""
    return AlbumName(title, title, description_in(said.get("description")) or "")


def _marks(said: dict[str, Any]) -> list[str]:
    return [mark for name, mark in (("favorited", FAVOURITE), ("archived", ARCHIVED)) if said.get(name) is True]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
