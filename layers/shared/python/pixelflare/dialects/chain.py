"""Combines chained transformations into one, if our order of steps gives the same image.

Our order: trim, rotation, size, colour adjustments, blur and sharpening, background with padding and border.
"""

from collections.abc import Iterable

from pixelflare.dialects.draft import Draft

_BEFORE_A_SIZE = ("blur", "sharpen", "border", "pad")
"""Options whose result changes if a resize follows."""


def chained(parts: Iterable[Draft]) -> Draft:
    """All parts in one draft. Within a part, the rotation follows the size.

    Raises ValueError if a later part cannot be combined with an earlier one.
    """
    whole = Draft()
    for part in parts:
        _check(whole, part)
        try:
            whole.ask(**part.asked)
        except ValueError as error:
            raise ValueError(f"chained transformations: {error}") from None
        for what in part.ignored:
            whole.ignore(what)
        whole.turn_the_result(part.turn)
    return whole


def _check(whole: Draft, part: Draft) -> None:
    if part.is_sized and whole.is_sized:
        raise ValueError("chained transformations: a second size is not covered")
    done = [name for name in _BEFORE_A_SIZE if name in whole.asked]
    if part.is_sized and done:
        raise ValueError(f"chained transformations: {done[0]} before a size is not covered")
    if "trim" in part.asked and whole.is_sized:
        raise ValueError("chained transformations: trim after a size is not covered")
