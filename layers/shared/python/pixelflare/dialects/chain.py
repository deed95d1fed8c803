"""Transformations that follow one another, as one: as far as our order of steps gives the same picture.

Ours is: trim, turn, size, tones, blur and sharpen, ground with padding and border.
"""

from collections.abc import Iterable

from pixelflare.dialects.draft import Draft

_BEFORE_A_SIZE = ("blur", "sharpen", "border", "pad")
"""What gives another picture when it is resized afterwards."""


def chained(parts: Iterable[Draft]) -> Draft:
    """All parts in one draft; a part's own turn comes after its size.

    Raises ValueError when a later part can't be done together with an earlier one.
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
        raise ValueError("chained transformations: trim behind a size is not covered")
