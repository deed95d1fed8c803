"""thumbor's filters, in the order of the address."""

from pixelflare.dialects.colours import css_color
from pixelflare.dialects.draft import (
    Draft,
    by_name,
    covered,
    decimal,
    left_out,
    meant,
    noted,
    pixels,
    refused,
    same,
    whole,
    word,
)

FORMATS = {name: name for name in ("webp", "jpeg", "png", "gif", "avif")}
_GREY_SHARE = 50
"""Middle grey, in percent of white."""


def _brightness(draft: Draft, value: str) -> None:
    """thumbor adds percents of white to each channel, ours multiplies. Both agree on middle grey."""
    draft.ask(br=1 + decimal(value) / _GREY_SHARE)


def _contrast(draft: Draft, value: str) -> None:
    """thumbor's filter stretches around the middle by the square of 1 + amount / 100."""
    draft.ask(co=(1 + decimal(value) / 100) ** 2)


def _blur(draft: Draft, value: str) -> None:
    radius, _, sigma = value.partition(",")
    draft.ask(blur=pixels(decimal(sigma.strip() or radius.strip())))


def _sharpen(draft: Draft, value: str) -> None:
    draft.ask(sharpen=min(10, max(0, decimal(value.split(",")[0].strip()))))


def _fill(draft: Draft, value: str) -> None:
    color, _, transparent = value.partition(",")
    if color in ("auto", "blur"):
        raise ValueError(f"{color} is not covered: a background has one given colour")
    draft.note(fill=css_color(color))
    if transparent.strip() in ("1", "true"):
        draft.ask(bg=css_color(color))


def _upscale(draft: Draft, _: str) -> None:
    # after fill there is nothing left to enlarge ("Filters", attention)
    if "fill" in draft.notes:
        draft.ignore("upscale")
    else:
        draft.note(upscale="1")


def _rotate(draft: Draft, value: str) -> None:
    if whole(value) % 90:
        raise ValueError("expected a multiple of 90")
    draft.note(rotate=str(-whole(value) % 360))


def _proportion(draft: Draft, value: str) -> None:
    if not 0 < decimal(value) <= 1:
        raise ValueError("expected a number from 0 to 1")
    draft.note(proportion=value)


RULES = (
    covered("background_color", "`bg`", lambda draft, value: draft.ask(bg=css_color(value))),
    covered("blur", "`blur` = sigma, or the radius when there is none; whole pixels", _blur),
    covered("brightness", "near: `br` = 1 + amount / 50, which is the same for middle grey", _brightness),
    covered("contrast", "`co` = (1 + amount / 100)², as its filter computes", _contrast),
    meant("cover", "`frame=0`", frame="0"),
    covered("fill", "`fit=pad` and `bg` with `fit-in` and two sides; `auto` and `blur` are not covered", _fill),
    covered("format", "`f`", lambda draft, value: draft.ask(f=word(value, FORMATS))),
    meant("grayscale", "`gray=1`", gray="1"),
    noted("no_upscale", "`fit=crop`, or `scale-down`", "no_upscale"),
    covered("proportion", "multiplies width and height", _proportion),
    same("quality", "q"),
    covered("rotate", "`rotate`, in the other direction: thumbor rotates counter-clockwise", _rotate),
    covered("saturation", "`sat`, the factor of its filter", lambda draft, value: draft.ask(sat=decimal(value))),
    covered("sharpen", "near: `sharpen` = amount; radius and luminance are left out", _sharpen),
    noted("stretch", "`fit=squeeze`", "stretch"),
    covered("upscale", "`enlarge=1` with `fit-in`", _upscale),
    left_out("autojpg", "the best format for the viewer is the default"),
    left_out("max_age", "addresses have our lifetimes"),
    left_out("max_bytes", "there is no limit in bytes; `q=auto` comes near"),
    left_out("strip_exif strip_icc", "never kept"),
    refused("convolution curve colorize equalize noise rgb red_eye", "no such effect"),
    refused("round_corner", "corners are not rounded"),
    refused("focal extract_focal", "focal points in pixels are not supported"),
    refused("watermark", "our watermarks are named by `wm`"),
    refused("gifv distributed_collage", "no such result"),
)
BY_NAME = by_name(RULES)
