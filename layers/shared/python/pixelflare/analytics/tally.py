"""What was counted of one image, or of one owner, in one period."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

REQUESTS, VIEWS, BYTES, HITS, MISSES, ERRORS, BOT_VIEWS = range(7)
VARIANT, FORMAT, COUNTRY, REFERRER, IMAGE = "v:", "f:", "c:", "r:", "i:"
"""How the names of parts begin, by what they part."""
MOST_PARTS = 250
"""Of variants, and of referrers: viewers choose their names. What is beyond counts as `other`."""
MOST_IMAGES = 1_000
"""The most viewed ones, which an owner's row names."""
OTHER = "other"


class Tally:
    """Seven totals, and views and bytes of each part. All of it adds up, in any order."""

    __slots__ = ("images", "parts", "totals")

    def __init__(self, totals: Iterable[int] = (), parts: Mapping[str, Iterable[int]] | None = None) -> None:
        self.totals = list(totals) or [0] * 7
        self.parts: dict[str, list[int]] = {name: list(pair) for name, pair in (parts or {}).items()}
        self.images = 0
        """How many images an owner's tally is of."""

    def add(self, other: "Tally") -> None:
        self.totals = [mine + theirs for mine, theirs in zip(self.totals, other.totals, strict=True)]
        for name, (views, size) in other.parts.items():
            self.add_part(name, views, size)

    def add_part(self, name: str, views: int, size: int) -> None:
        part = self.parts.get(name)
        if part is None:
            self.parts[name] = [views, size]
        else:
            part[0] += views
            part[1] += size

    def of(self, kind: str) -> dict[str, tuple[int, int]]:
        """Views and bytes by the names of one kind."""
        return {name[2:]: (pair[0], pair[1]) for name, pair in self.parts.items() if name.startswith(kind)}

    def bounded(self) -> "Tally":
        """The same with the most viewed parts only, so that it fits into a row: itself, if it does."""
        if len(self.parts) <= MOST_PARTS:
            return self
        kept: dict[str, list[int]] = {}
        for kind, most in ((VARIANT, MOST_PARTS), (FORMAT, MOST_PARTS), (COUNTRY, MOST_PARTS), (REFERRER, MOST_PARTS)):
            kept |= _most(self.of(kind), kind, most, with_rest=True)
        kept |= _most(self.of(IMAGE), IMAGE, MOST_IMAGES, with_rest=False)
        bounded = Tally(self.totals, kept)
        bounded.images = self.images
        return bounded

    def as_text(self) -> str:
        """Equal tallies have equal texts."""
        return json.dumps([self.totals, dict(sorted(self.parts.items())), self.images], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        totals, parts, images = json.loads(text)
        tally = cls(totals, parts)
        tally.images = images
        return tally


def _most(parts: dict[str, tuple[int, int]], kind: str, most: int, *, with_rest: bool) -> dict[str, list[int]]:
    """The most viewed ones; all others as `other`, if they must add up."""
    if len(parts) <= most:
        return {kind + name: list(pair) for name, pair in parts.items()}
    rest = list(parts.pop(OTHER, (0, 0))) if with_rest else [0, 0]
    ranked = sorted(parts.items(), key=_rank)
    kept = {kind + name: list(pair) for name, pair in ranked[:most]}
    for _, (views, size) in ranked[most:]:
        rest[0] += views
        rest[1] += size
    return kept | ({kind + OTHER: rest} if with_rest else {})


def _rank(part: tuple[str, Any]) -> tuple[int, int, str]:
    """The most viewed first, then the largest, then by name."""
    name, (views, size) = part
    return -views, -size, name
