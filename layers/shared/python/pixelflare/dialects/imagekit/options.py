"""ImageKit's transformation parameters."""

import re

from pixelflare.dialects.colours import with_opacity
from pixelflare.dialects.draft import Draft, by_name, covered, decimal, left_out, meant, refused, same, whole, word
from pixelflare.dialects.sizes import note_ratio, note_side

FITS = {
    "maintain_ratio": {"fit": "cover", "enlarge": "1"},
    "force": {"fit": "squeeze", "enlarge": "1"},
    "at_max": {"fit": "scale-down"},
    "at_max_enlarge": {"fit": "contain", "enlarge": "1"},
    "pad_resize": {"fit": "pad", "enlarge": "1"},
}
FOCUS = {
    **{name: name for name in ("center", "top", "bottom", "left", "right", "auto", "face")},
    **{f"{down}_{across}": f"{down}-{across}" for down in ("top", "bottom") for across in ("left", "right")},
}
FORMATS = {
    **{"auto": "auto", "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "avif": "avif", "gif": "gif"},
}
FLIPS = {"h": "h", "v": "v", "h_v": "hv", "v_h": "hv"}
_BOTH = {"true": "1", "false": "0"}


def _crop(draft: Draft, value: str) -> None:
    draft.note(crop=word(value, {name: name for name in FITS if name != "pad_resize"}))


def _mode(draft: Draft, value: str) -> None:
    if value in ("extract", "pad_extract"):
        raise ValueError(f"{value} is not covered: a part of the image cannot be cut out without resizing it")
    draft.note(mode=word(value, {"pad_resize": "pad_resize"}))


def _zoom(draft: Draft, value: str) -> None:
    draft.note(zoom=f"{min(1.0, max(0.0, decimal(value))):.2f}")


def _dpr(draft: Draft, value: str) -> None:
    if value == "auto":
        draft.ignore("dpr-auto")
    else:
        draft.ask(dpr=decimal(value))


def _background(draft: Draft, value: str) -> None:
    found = re.fullmatch(r"([0-9A-Fa-f]{6})([0-9]{2})?", value)
    if found is None:
        raise ValueError("not covered unless it is a colour such as F3F3F3 or F3F3F350")
    # The last two digits of eight are percent there, not hexadecimal.
    draft.ask(bg=with_opacity(found[1], int(found[2]) / 100) if found[2] else found[1])


def _border(draft: Draft, value: str) -> None:
    width, _, color = value.partition("_")
    draft.ask(border=f"{width}-{color}")


def _rotate(draft: Draft, value: str) -> None:
    if value == "auto":
        draft.ignore("rt-auto")
        return
    angle = -whole(value[1:]) if value.startswith("N") else whole(value)
    if angle % 90:
        raise ValueError("not covered unless it is a multiple of 90")
    draft.note(rotate=str(angle % 360))
    _one_order(draft)


def _flip(draft: Draft, value: str) -> None:
    draft.note(flip=word(value, FLIPS))
    _one_order(draft)


def _one_order(draft: Draft) -> None:
    if draft.notes.get("rotate") in ("90", "270") and len(draft.notes.get("flip", "")) == 1:
        raise ValueError("a quarter turn with a flip is not covered: their order is not documented")


def _sharpen(draft: Draft, value: str) -> None:
    draft.ask(sharpen=min(10.0, decimal(value or "10") / 10))


def _trim(draft: Draft, value: str) -> None:
    if value != "false":
        draft.ask(trim="auto" if value == "true" else value)


def _progressive(draft: Draft, value: str) -> None:
    if word(value, _BOTH) == "0":
        draft.note(progressive="0")


def _metadata(draft: Draft, value: str) -> None:
    draft.ask(meta=word(value, {"true": "keep", "false": "none"}))


def _original(draft: Draft, value: str) -> None:
    if word(value, _BOTH) == "1":
        draft.note(original="1")


def _expires(draft: Draft, value: str) -> None:
    # The signed text is the address, followed directly by the time. With a variable length, digits could move from one
    # to the other.
    if not re.fullmatch("[0-9]{10}", value):
        raise ValueError("expected a Unix time of ten digits")
    draft.expires_at = int(value)


RULES = (
    covered(
        "w",
        "`w`, to 4096; `auto` is left out, fractions and expressions are not covered",
        lambda d, v: note_side("w", d, v),
    ),
    covered("h", "`h`, the same", lambda draft, value: note_side("h", draft, value)),
    covered("ar", "the missing one of `w` and `h`", lambda draft, value: note_ratio(draft, value, separator="-")),
    covered(
        "c",
        "`maintain_ratio` (the default) is `cover`, `force` is `squeeze`, `at_max_enlarge` is `contain`, each with "
        "`enlarge=1`; `at_max` is `scale-down`; `at_least` is not covered",
        _crop,
    ),
    covered(
        "cm",
        "`pad_resize` is `fit=pad`, `enlarge=1`, on black unless `bg` is given; not covered: `extract`",
        _mode,
    ),
    covered(
        "fo", "`g`; `custom` and objects are not covered", lambda draft, value: draft.note(focus=word(value, FOCUS))
    ),
    covered("z", "near: `zoom` with `fo-face`, at most 1, which is the default", _zoom),
    same("q", "q"),
    covered("f", "`f`", lambda draft, value: draft.ask(f=word(value, FORMATS))),
    same("bl", "blur"),
    covered("dpr", "`dpr`, from 1 to 3; `auto` is left out", _dpr),
    covered("bg", "`bg`; the opacity is in percent there", _background),
    covered("b", "`border`; within the requested size", _border),
    covered("rt", "`rotate`, after the size; `auto` is left out", _rotate),
    covered("fl", "`flip`; not together with a quarter turn", _flip),
    covered("t", "`trim`", _trim),
    covered("pr", "`f=baseline-jpeg`, for `pr-false,f-jpg`", _progressive),
    covered("md", "`meta=keep`; the location is always removed", _metadata),
    meant("e-grayscale", "`gray=1`", gray="1"),
    covered("e-sharpen", "near: `sharpen` = amount / 10, to 10", _sharpen),
    covered("orig", "the untouched original, without any options", _original),
    covered("ik-t", "the translation's `expires_at`, for a signed address", _expires),
    left_out("lo cp", "encoders use our settings, colours are always sRGB"),
    left_out("di", "errors are returned as errors"),
    refused("x y xc yc", "positions in pixels are not supported"),
    refused("n", "ImageKit defines named transformations on its side"),
    refused("r", "corners are not rounded"),
    refused("o", "images cannot become transparent"),
    refused("e-contrast", "levels are not stretched automatically"),
    refused(
        "e-usm e-shadow e-gradient e-blur e-bgremove e-removedotbg e-dropshadow e-changebg e-upscale", "no such effect"
    ),
    refused("l oi ot ie if pg", "layers, conditions and pages"),
    refused("vc so eo du", "videos are not supported"),
)
BY_NAME = by_name(RULES)
