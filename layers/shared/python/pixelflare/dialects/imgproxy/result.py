"""Combines imgproxy's options: the resizing type with enlarge and extend, the padding, the background."""

from pixelflare.dialects.colours import with_opacity
from pixelflare.dialects.draft import Draft, decimal
from pixelflare.dialects.imgproxy.effects import FORMATS

FITS = {"fit": "scale-down", "fill": "crop", "fill-down": "cover", "force": "squeeze"}
"""A resizing type without `enlarge`."""
ENLARGING_FITS = {"fit": "contain", "fill": "cover", "fill-down": "cover", "force": "squeeze"}


def finish(draft: Draft) -> None:
    """Converts options that have a meaning only together. Raises ValueError for unsupported combinations."""
    notes = draft.notes
    sides = {side: decimal(notes[side]) for side in ("w", "h") if decimal(notes.get(side) or "0")}
    zoom = decimal(notes.get("zoom", "1"))
    if zoom != 1 and not sides:
        raise ValueError("zoom: not covered without a width or a height")
    pad = int(notes.get("padding", "0"))
    draft.ask(pad=pad, **{side: round(length * zoom) + 2 * pad for side, length in sides.items()})
    if sides:
        _fit(draft, count=len(sides))
    _finish_colours(draft)


def _fit(draft: Draft, *, count: int) -> None:
    kind, enlarge, extend = (draft.notes.get(name, "") for name in ("type", "enlarge", "extend"))
    kind, is_enlarged = kind or "fit", enlarge == "1"
    if kind == "force" and count == 1:
        raise ValueError("resizing_type: force is not covered without both a width and a height")
    gravity, fit = draft.notes.get("gravity", "center"), (ENLARGING_FITS if is_enlarged else FITS)[kind]
    if extend == "1" and count == 2 and not (is_enlarged and kind != "fit"):
        if kind != "fit":
            raise ValueError(f"extend: not covered together with the resizing type {kind}")
        gravity, fit = draft.notes.get("extend_gravity", "center"), "pad"
    draft.ask(fit=fit, enlarge="1" if is_enlarged else "0", g=gravity)


def _finish_colours(draft: Draft) -> None:
    notes = draft.notes
    if color := notes.get("background"):
        opacity = decimal(notes.get("opacity", "1"))
        draft.ask(bg=color if opacity >= 1 else with_opacity(color, max(0.0, opacity)))
    if notes.get("strip") == "0":
        draft.ask(meta="keep")
    elif notes.get("copyright") == "1":
        draft.ask(meta="copyright")
    qualities = (notes.get("format_quality") or "").split(":")
    of_format = {FORMATS.get(one): two for one, two in zip(qualities[::2], qualities[1::2], strict=False)}
    if "q" not in draft.asked and (quality := of_format.get(draft.asked.get("f"))):
        draft.ask(q=quality)
    if notes.get("still") == "1":
        draft.ask(frame=notes.get("page", "0"))
