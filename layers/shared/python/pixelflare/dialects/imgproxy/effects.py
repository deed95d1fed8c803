"""What each of imgproxy's processing options does to the translation."""

from pixelflare.dialects.draft import (
    Draft,
    decimal,
    whole,
    word,
)

TYPES = {name: name for name in ("fit", "fill", "fill-down", "force")}
GRAVITIES = {
    **{"ce": "center", "no": "top", "so": "bottom", "ea": "right", "we": "left"},
    **{"noea": "top-right", "nowe": "top-left", "soea": "bottom-right", "sowe": "bottom-left"},
}
FORMATS = {
    **{"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"},
    "best": "auto",
}
_TRUTHS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), "1"),
    **dict.fromkeys(("", "0", "f", "F", "false", "FALSE", "False"), "0"),
}
_MIDDLE_GREY = 127.5


def truth(text: str) -> str:
    return word(text, _TRUTHS)


def set_resize(draft: Draft, value: str) -> None:
    kind, _, rest = value.partition(":")
    if kind:
        set_resizing_type(draft, kind)
    set_size(draft, rest)


def set_size(draft: Draft, value: str) -> None:
    width, height, enlarge, *extend = [*value.split(":"), "", ""]
    for side, length in (("w", width), ("h", height)):
        if length:
            set_side(side, draft, length)
    if enlarge:
        draft.note(enlarge=truth(enlarge))
    if any(extend):
        set_extend(draft, ":".join(extend))


def set_resizing_type(draft: Draft, value: str) -> None:
    if value == "auto":
        raise ValueError("auto is not covered: it depends on the image's orientation")
    draft.note(type=word(value, TYPES))


def set_side(side: str, draft: Draft, value: str) -> None:
    draft.note(**{side: str(whole(value or "0"))})


def set_extend(draft: Draft, value: str) -> None:
    extend, _, gravity = value.partition(":")
    draft.note(extend=truth(extend))
    if gravity.strip(":"):
        draft.note(extend_gravity=_gravity_of(gravity))


def set_gravity(draft: Draft, value: str) -> None:
    draft.note(gravity=_gravity_of(value))


def _gravity_of(value: str) -> str:
    kind, *offsets = value.split(":")
    if kind == "sm":
        return "auto"
    if kind == "obj" and offsets == ["face"]:
        return "face"
    if kind == "fp" and len(offsets) == 2:
        x, y = (min(1.0, max(0.0, decimal(offset))) for offset in offsets)
        return f"{x:.2f}x{y:.2f}"
    if any(decimal(offset or "0") for offset in offsets):
        raise ValueError("offsets are not covered")
    return word(kind, GRAVITIES)


def set_zoom(draft: Draft, value: str) -> None:
    across, _, down = value.partition(":")
    if decimal(across) <= 0 or decimal(down or across) != decimal(across):
        raise ValueError("not covered unless it is the same for width and height")
    draft.note(zoom=across)


def set_padding(draft: Draft, value: str) -> None:
    top, right, bottom, left = [*value.split(":"), "", "", ""][:4]
    sides = {top or "0", right or top or "0", bottom or top or "0", left or right or top or "0"}
    if len(sides) > 1:
        raise ValueError("not covered unless it is the same on each side")
    draft.note(padding=str(whole(sides.pop())))


def set_trim(draft: Draft, value: str) -> None:
    threshold, color, *equal = [*value.split(":"), ""]
    if color or any(truth(flag) == "1" for flag in equal):
        raise ValueError("a colour or equal sides are not covered")
    draft.ask(trim=max(1, round(decimal(threshold or "10"))))


def set_background(draft: Draft, value: str) -> None:
    channels = value.split(":")
    if len(channels) == 3:
        value = "".join(f"{min(255, max(0, whole(channel))):02x}" for channel in channels)
    draft.note(background=value)


def set_adjust(draft: Draft, value: str) -> None:
    brightness, contrast, saturation = [*value.split(":"), "", ""][:3]
    if brightness:
        set_brightness(draft, brightness)
    draft.ask(**{name: decimal(text) for name, text in (("co", contrast), ("sat", saturation)) if text})


def set_brightness(draft: Draft, value: str) -> None:
    """imgproxy adds to each channel, ours multiplies. Both agree on middle grey."""
    draft.ask(br=1 + decimal(value or "0") / _MIDDLE_GREY)


def set_quality(draft: Draft, value: str) -> None:
    if value == "0":
        draft.asked.pop("q", None)
    else:
        draft.ask(q=value)


def set_auto_quality(draft: Draft, value: str) -> None:
    if not value.startswith("none"):
        draft.ask(q="auto")


def set_flip(draft: Draft, value: str) -> None:
    across, _, down = value.partition(":")
    draft.note(flip="h" * (truth(across) == "1") + "v" * (truth(down) == "1"))
    _turn(draft)


def set_rotate(draft: Draft, value: str) -> None:
    if whole(value or "0") % 90:
        raise ValueError("expected a multiple of 90")
    draft.note(rotate=str(whole(value or "0") % 360))
    _turn(draft)


def _turn(draft: Draft) -> None:
    flip, angle = draft.notes.get("flip", ""), int(draft.notes.get("rotate", "0"))
    if angle in (90, 270) and len(flip) == 1:
        raise ValueError("a quarter turn with a flip is not covered: their order is not documented")
    draft.turn = type(draft.turn)().rotated(angle).flipped(flip)


def set_expires(draft: Draft, value: str) -> None:
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise ValueError("expected a Unix time")
    draft.expires_at = int(value)
