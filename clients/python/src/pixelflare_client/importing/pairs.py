"""Which sidecar belongs to which picture, by their names.

Takeout writes `{file}.supplemental-metadata.json`, and wrote `{file}.json` before. Without `.json` it cuts the name at 46
characters. Where files have the same name, the picture's counter stands before its extension, and the sidecar's behind everything:
`a(1).jpg` and `a.jpg.supplemental-metadata(1).json`. An edited picture has no sidecar of its own.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

LONGEST = 46
SUPPLEMENT = ".supplemental-metadata"
_COUNTED = re.compile(r"(?P<stem>.+)(?P<counter>\(\d+\))")


class Pair(NamedTuple):
    sidecar: str
    is_edited: bool
    """Whether the sidecar is that of the picture before it was edited."""


def sidecar_of(picture: str, sidecars: Collection[str]) -> Pair | None:
    """The JSON file that describes the picture, out of those of its folder. All names are in lower case."""
    for name in (picture, *_unedited(picture)):
        exact = next((each for each in _exact_names(name) if each in sidecars), None)
        if found := exact or _shortened(name, sidecars):
            return Pair(found, name != picture)
    return None


def xmp_names(picture: str) -> tuple[str, str]:
    """`a.jpg.xmp` as most programs write it, or `a.xmp`."""
    return f"{picture}.xmp", f"{PurePosixPath(picture).stem}.xmp"


def _exact_names(picture: str) -> Iterator[str]:
    stem, extension = PurePosixPath(picture).stem, PurePosixPath(picture).suffix
    yield from _described(picture, "")
    if counted := _COUNTED.fullmatch(stem):
        yield from _described(counted["stem"] + extension, counted["counter"])
        yield from _described(counted["stem"], counted["counter"])
    yield from _described(stem, "")


def _described(name: str, counter: str) -> Iterator[str]:
    for whole in (name + SUPPLEMENT, name):
        yield f"{whole}{counter}.json"
        yield f"{whole[:LONGEST]}{counter}.json"


def _shortened(picture: str, sidecars: Collection[str]) -> str | None:
    """A supplement that was cut at another length. None unless it is the only one."""
    counted = _COUNTED.fullmatch(PurePosixPath(picture).stem)
    asked = [(picture, "")]
    if counted:
        asked.append((counted["stem"] + PurePosixPath(picture).suffix, counted["counter"]))
    for name, counter in asked:
        begin, end = f"{name}.", f"{counter}.json"
        found = [
            each
            for each in sidecars
            if each.startswith(begin)
            and each.endswith(end)
            and SUPPLEMENT.startswith("." + each[len(begin) : -len(end)])
        ]
        if len(found) == 1:
            return found[0]
    return None


def _unedited(picture: str) -> Iterator[str]:
    """What the picture was called before `-edited`, `-bearbeitet`, `-modifié` and so on: any word behind a dash."""
    stem, extension = PurePosixPath(picture).stem, PurePosixPath(picture).suffix
    counted = _COUNTED.fullmatch(stem)
    base, counter = (counted["stem"], counted["counter"]) if counted else (stem, "")
    plain, dash, word = base.rpartition("-")
    if dash and plain and word and not any(each.isdecimal() for each in word):
        yield f"{plain}{counter}{extension}"
