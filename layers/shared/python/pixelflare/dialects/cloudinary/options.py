"""Cloudinary's transformation parameters: qualifiers by their letters, effects and flags by their full names."""

import re

from pixelflare.dialects.colours import css_color
from pixelflare.dialects.draft import Draft, by_name, covered, decimal, left_out, meant, pixels, refused, whole, word
from pixelflare.dialects.sizes import note_ratio, note_side

CROPS = {name: name for name in ("scale", "fit", "limit", "fill", "lfill", "pad", "lpad", "thumb", "auto")}
FORMATS = {
    **{"auto": "auto", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg"},
    **{"png": "png", "webp": "webp", "avif": "avif", "gif": "gif"},
}
GRAVITIES = {
    **{"center": "center", "north": "top", "south": "bottom", "east": "right", "west": "left"},
    **{"north_west": "top-left", "north_east": "top-right", "south_west": "bottom-left", "south_east": "bottom-right"},
    **dict.fromkeys(("face", "faces", "adv_face", "adv_faces", "adv_eyes", "auto:face", "auto:faces"), "face"),
    **dict.fromkeys(("face:auto", "faces:auto", "face:center", "faces:center"), "face"),
    **dict.fromkeys(("auto", "auto:subject", "auto:classic"), "auto"),
}
DEFAULT_STRENGTH = 100
"""For e_blur and e_sharpen, which go to 2000."""
BLUR_STRENGTH_PER_PIXEL = 20
"""The vendor does not document its strength. 100 is a slight blur there, like 5 pixels here."""
DEFAULT_TONE = 80
"""For e_brightness, e_contrast and e_saturation, which go from -100 to 100."""


def _crop(draft: Draft, value: str) -> None:
    if value == "crop":
        raise ValueError("crop is not covered: a part of the image cannot be cut out without resizing it")
    draft.note(crop=word(value, CROPS))


def _zoom(draft: Draft, value: str) -> None:
    draft.note(zoom=f"{min(1.0, max(0.0, decimal(value))):.2f}")


def _quality(draft: Draft, value: str) -> None:
    kind, _, level = value.partition(":")
    if kind in ("auto", "jpegmini"):
        draft.ask(q="auto")
        if level or kind == "jpegmini":
            draft.ignore(f"q_{value}")
        return
    draft.ask(q=kind)
    if level:
        draft.ignore(f"q_{value}")


def _format(draft: Draft, value: str) -> None:
    draft.ask(f=word("auto" if value.startswith("auto:") else value, FORMATS))


def _dpr(draft: Draft, value: str) -> None:
    if value == "auto":
        draft.ignore("dpr_auto")
    else:
        draft.ask(dpr=decimal(value))


def _angle(draft: Draft, value: str) -> None:
    for mode in value.split("."):
        if mode in ("hflip", "vflip"):
            draft.turn = draft.turn.flipped(mode[0])
        elif mode == "exif":
            draft.ignore("a_exif")
        elif whole(mode) % 90:
            raise ValueError("not covered unless it is a multiple of 90")
        else:
            draft.turn = draft.turn.rotated(whole(mode))


def _color(text: str) -> str:
    return css_color(text.removeprefix("rgb:"))


def _border(draft: Draft, value: str) -> None:
    found = re.fullmatch(r"([0-9]{1,3})px_solid_(.+)", value)
    if found is None:
        raise ValueError("expected a border such as 4px_solid_black")
    draft.ask(border=f"{found[1]}-{_color(found[2])}")


def _share(value: str) -> float:
    """-100 to 100 as a factor: 0 changes nothing, 100 doubles it."""
    return 1 + decimal(value or str(DEFAULT_TONE)) / 100


def _blur(draft: Draft, value: str) -> None:
    draft.ask(blur=pixels(decimal(value or str(DEFAULT_STRENGTH)) / BLUR_STRENGTH_PER_PIXEL))


def _sharpen(draft: Draft, value: str) -> None:
    draft.ask(sharpen=min(10.0, decimal(value or str(DEFAULT_STRENGTH)) / DEFAULT_STRENGTH))


def _trim(draft: Draft, value: str) -> None:
    tolerance, _, color = value.partition(":")
    if color:
        raise ValueError("a colour is not covered")
    draft.ask(trim=max(1, round(decimal(tolerance or "10") * 2.55)))


def _page(draft: Draft, value: str) -> None:
    draft.ask(frame=whole(value) - 1)


RULES = (
    covered(
        "w",
        "`w`, to 4096; `auto` is left out, fractions and expressions are not covered",
        lambda d, v: note_side("w", d, v),
    ),
    covered("h", "`h`, the same", lambda draft, value: note_side("h", draft, value)),
    covered("ar", "the missing one of `w` and `h`", lambda draft, value: note_ratio(draft, value, separator=":")),
    covered(
        "c",
        "`scale` is `squeeze` (`contain` with one side), `fit` is `contain`, `fill`, `thumb` and `auto` are `cover`, `pad` is "
        "`pad`, each with `enlarge=1`; `limit` is `scale-down`, `lfill` is `cover`, `lpad` is `pad`; not covered: `crop`, "
        "`mfit`, `mpad`, `fill_pad`, `auto_pad`, `imagga_crop`, `imagga_scale`",
        _crop,
    ),
    covered(
        "g",
        "`g`: the compass, `auto`, and faces as `face`; not covered: `xy_center`, objects, text",
        lambda draft, value: draft.note(gravity=word(value, GRAVITIES)),
    ),
    covered("z", "near: `zoom` with `c_thumb,g_face`, at most 1", _zoom),
    covered("q", "`q`; each kind of `auto` is `q=auto`", _quality),
    covered("f", "`f`; without it the best for the viewer, where Cloudinary uses the extension", _format),
    covered("dpr", "`dpr`; `auto` is left out", _dpr),
    covered("a", "`rotate` and `flip`, after the size; `exif` is left out, other angles are not covered", _angle),
    covered("b", "`bg`: names and `rgb:`; not covered: `auto`, `blurred`, gradients", lambda d, v: d.ask(bg=_color(v))),
    covered("bo", "`border`; within the requested size", _border),
    covered("pg", "`frame`, which counts from 0", _page),
    meant("e_grayscale", "`gray=1`", gray="1"),
    covered("e_blur", "near: `blur` = strength / 20 pixels", _blur),
    covered("e_sharpen e_unsharp_mask", "near: `sharpen` = strength / 100, to 10", _sharpen),
    covered("e_brightness", "near: `br` = 1 + level / 100", lambda draft, value: draft.ask(br=_share(value))),
    covered("e_contrast", "near: `co` = 1 + level / 100", lambda draft, value: draft.ask(co=_share(value))),
    covered("e_saturation", "near: `sat` = 1 + level / 100", lambda draft, value: draft.ask(sat=_share(value))),
    covered("e_gamma", "near: `gamma` = 1 + level / 100", lambda draft, value: draft.ask(gamma=_share(value or "0"))),
    covered("e_trim", "near: `trim` = 2.55 times the tolerance, which is in percent there", _trim),
    covered("fl_ignore_aspect_ratio", "`fit=squeeze`", lambda draft, _: draft.note(crop="scale")),
    meant("fl_getinfo", "`f=json`", f="json"),
    meant("fl_keep_iptc", "`meta=keep`; the location is always removed", meta="keep"),
    meant("fl_keep_attribution", "`meta=copyright`", meta="copyright"),
    left_out(
        "fl_progressive fl_lossy fl_any_format fl_png8 fl_png24 fl_png32 fl_awebp fl_apng", "encoders use our settings"
    ),
    left_out(
        "fl_strip_profile fl_force_strip fl_force_icc fl_sanitize", "metadata is kept only on request, colours are sRGB"
    ),
    left_out("fl_immutable_cache fl_attachment fl_animated fl_preserve_transparency", "no effect here"),
    left_out("cs dn", "colours are always sRGB; no resolution is written"),
    left_out("d", "errors are returned as errors"),
    refused("x y", "positions in pixels are not supported"),
    refused("r", "corners are not rounded"),
    refused("o", "images cannot become transparent"),
    refused("l u", "overlays and underlays are not drawn; our watermarks are named by `wm`"),
    refused("co", "only together with effects that are not covered"),
    refused("t", "Cloudinary defines named transformations on its side"),
    refused("if $", "conditions and variables"),
    refused("vc ac so eo du fps br af ki sp", "videos are not supported"),
)
BY_NAME = by_name(RULES)
