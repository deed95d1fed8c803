"""Sizes as Cloudinary and ImageKit write them."""

import re

from pixelflare.dialects.draft import Draft, whole


def note_side(side: str, draft: Draft, value: str) -> None:
    """Records a side in pixels. `auto` is left out, as these vendors do without a viewer's hints.

    Raises ValueError for a fraction of the image's size, and for expressions, which depend on the image.
    """
    if value == "auto" or value.startswith("auto:"):
        draft.ignore(f"{side}=auto")
    elif re.fullmatch(r"[0-9]{1,6}", value):
        draft.note(**{side: value})
    else:
        raise ValueError("not covered unless it is a whole number of pixels")


def note_ratio(draft: Draft, value: str, *, separator: str) -> None:
    """Records width to height: two numbers, or one decimal. Raises ValueError for anything else."""
    if not re.fullmatch(rf"[0-9]{{1,4}}(?:\.[0-9]{{1,6}})?(?:{separator}[0-9]{{1,4}}(?:\.[0-9]{{1,6}})?)?", value):
        raise ValueError(f"expected a ratio such as 4{separator}3")
    across, _, down = value.partition(separator)
    if not float(across) or not float(down or 1):
        raise ValueError("expected a ratio above zero")
    draft.note(ratio=str(float(across) / float(down or 1)))


def ask_sides(draft: Draft) -> int:
    """Requests the recorded sides, and the second from the ratio. Returns their number.

    Raises ValueError for a ratio without a side.
    """
    sides: dict[str, int] = {side: whole(draft.notes[side]) for side in ("w", "h") if side in draft.notes}
    if "ratio" in draft.notes and len(sides) < 2:
        ratio = float(draft.notes["ratio"])
        if not sides:
            raise ValueError("ar: not covered without a width or a height")
        missing = {"w": max(1, round(sides["h"] * ratio))} if "h" in sides else {"h": max(1, round(sides["w"] / ratio))}
        sides |= missing
    draft.ask(**sides)
    return len(sides)
