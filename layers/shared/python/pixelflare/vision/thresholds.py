"""Which categories flag a picture, and from which score on."""

import re
from collections.abc import Iterable, Mapping, Sequence

from schema.library.recognition import Flags, ModerationLabel

NEVER = float("inf")
_OFF = "off"
_USUAL = 0.8


class Thresholds:
    def __init__(self, given: Iterable[str]) -> None:
        """`category=score` and `category=off`, checked by stacks/parts/settings.py. Others flag from 0.8 on."""
        named = (each.partition("=") for each in given)
        self._by_category = {name: NEVER if score == _OFF else float(score) for name, _, score in named}

    def flags(self, found: Sequence[ModerationLabel]) -> Flags:
        """What a model's list means. A category without a threshold of its own has that of the category above it."""
        parents = {slug_of(label.name): slug_of(label.parent) for label in found}
        limits = {label.name: self._limit(slug_of(label.name), parents) for label in found}
        counted = [label for label in found if limits[label.name] != NEVER]
        passed = sorted((each for each in counted if each.score >= limits[each.name]), key=lambda each: -each.score)
        return Flags(
            score=max((label.score for label in counted), default=0.0),
            flagged=bool(passed),
            categories=tuple(label.name for label in passed),
        )

    def _limit(self, category: str, parents: Mapping[str, str]) -> float:
        seen: set[str] = set()
        while category not in seen:
            if category in self._by_category:
                return self._by_category[category]
            seen.add(category)
            category = parents.get(category, "")
            if not category:
                break
        return _USUAL


def slug_of(name: str) -> str:
    """A category's name as settings write it: `Drugs & Tobacco` is `drugs-tobacco`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
