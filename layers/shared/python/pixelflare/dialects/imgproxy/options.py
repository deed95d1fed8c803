"""imgproxy's processing options. If one appears twice, the last one wins."""

from pixelflare.dialects.draft import (
    Draft,
    Rule,
    by_name,
    covered,
    decimal,
    left_out,
    pixels,
    refused,
    same,
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


def _truth(text: str) -> str:
    return word(text, _TRUTHS)


def _resize(draft: Draft, value: str) -> None:
    kind, _, rest = value.partition(":")
    if kind:
        _resizing_type(draft, kind)
    _size(draft, rest)


def _size(draft: Draft, value: str) -> None:
    width, height, enlarge, *extend = [*value.split(":"), "", ""]
    for side, length in (("w", width), ("h", height)):
        if length:
            _side(side, draft, length)
    if enlarge:
        draft.note(enlarge=_truth(enlarge))
    if any(extend):
        _extend(draft, ":".join(extend))


def _resizing_type(draft: Draft, value: str) -> None:
    if value == "auto":
        raise ValueError("auto is not covered: it depends on the image's orientation")
    draft.note(type=word(value, TYPES))


def _side(side: str, draft: Draft, value: str) -> None:
    draft.note(**{side: str(whole(value or "0"))})


def _extend(draft: Draft, value: str) -> None:
    extend, _, gravity = value.partition(":")
    draft.note(extend=_truth(extend))
    if gravity.strip(":"):
        draft.note(extend_gravity=_gravity_of(gravity))


def _gravity(draft: Draft, value: str) -> None:
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


def _zoom(draft: Draft, value: str) -> None:
    across, _, down = value.partition(":")
    if decimal(across) <= 0 or decimal(down or across) != decimal(across):
        raise ValueError("not covered unless it is the same for width and height")
    draft.note(zoom=across)


def _padding(draft: Draft, value: str) -> None:
    top, right, bottom, left = [*value.split(":"), "", "", ""][:4]
    sides = {top or "0", right or top or "0", bottom or top or "0", left or right or top or "0"}
    if len(sides) > 1:
        raise ValueError("not covered unless it is the same on each side")
    draft.note(padding=str(whole(sides.pop())))


def _trim(draft: Draft, value: str) -> None:
    threshold, color, *equal = [*value.split(":"), ""]
    if color or any(_truth(flag) == "1" for flag in equal):
        raise ValueError("a colour or equal sides are not covered")
    draft.ask(trim=max(1, round(decimal(threshold or "10"))))


def _switched_off(names: str, why: str) -> Rule:
    """An option that is accepted only while it is off."""

    def apply(draft: Draft, value: str) -> None:
        draft.ignore(names.split()[0])
        if value.split(":")[0] not in ("", "0", "f", "false", "none"):
            raise ValueError(f"not covered: {why}")

    return covered(names, f"nothing while it is off; else not covered: {why}", apply)


def _background(draft: Draft, value: str) -> None:
    channels = value.split(":")
    if len(channels) == 3:
        value = "".join(f"{min(255, max(0, whole(channel))):02x}" for channel in channels)
    draft.note(background=value)


def _adjust(draft: Draft, value: str) -> None:
    brightness, contrast, saturation = [*value.split(":"), "", ""][:3]
    if brightness:
        _brightness(draft, brightness)
    draft.ask(**{name: decimal(text) for name, text in (("co", contrast), ("sat", saturation)) if text})


def _brightness(draft: Draft, value: str) -> None:
    """imgproxy adds to each channel, ours multiplies. Both agree on middle grey."""
    draft.ask(br=1 + decimal(value or "0") / _MIDDLE_GREY)


def _quality(draft: Draft, value: str) -> None:
    if value == "0":
        draft.asked.pop("q", None)
    else:
        draft.ask(q=value)


def _auto_quality(draft: Draft, value: str) -> None:
    if not value.startswith("none"):
        draft.ask(q="auto")


def _flip(draft: Draft, value: str) -> None:
    across, _, down = value.partition(":")
    draft.note(flip="h" * (_truth(across) == "1") + "v" * (_truth(down) == "1"))
    _turn(draft)


def _rotate(draft: Draft, value: str) -> None:
    if whole(value or "0") % 90:
        raise ValueError("expected a multiple of 90")
    draft.note(rotate=str(whole(value or "0") % 360))
    _turn(draft)


def _turn(draft: Draft) -> None:
    flip, angle = draft.notes.get("flip", ""), int(draft.notes.get("rotate", "0"))
    if angle in (90, 270) and len(flip) == 1:
        raise ValueError("a quarter turn with a flip is not covered: their order is not documented")
    draft.turn = type(draft.turn)().rotated(angle).flipped(flip)


def _expires(draft: Draft, value: str) -> None:
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise ValueError("expected a Unix time")
    draft.expires_at = int(value)


RULES = (
    covered("resize rs", "type, width, height, enlarge, extend, as below", _resize),
    covered("size s", "width, height, enlarge, extend, as below", _size),
    covered(
        "resizing_type rt",
        "`fit` is `scale-down`, `fill` is `crop`, `fill-down` is `cover`, `force` is `squeeze`; with `enlarge` they are "
        "`contain`, `cover`, `cover`, `squeeze`, each with `enlarge=1`; `auto` is not covered, nor `force` with one side",
        _resizing_type,
    ),
    covered("width w", "`w`, to 4096", lambda draft, value: _side("w", draft, value)),
    covered("height h", "`h`, to 4096", lambda draft, value: _side("h", draft, value)),
    covered("enlarge el", "`enlarge`", lambda draft, value: draft.note(enlarge=_truth(value))),
    covered("extend ex", "`fit=pad` with the resizing type `fit`; its gravity is `g`", _extend),
    covered("zoom z", "multiplies width and height, if it is the same for both", _zoom),
    same("dpr", "dpr"),
    covered(
        "gravity g",
        "`g`: the compass without offsets; `sm` is `auto`, `fp:x:y` is the point, `obj:face` is `face`",
        _gravity,
    ),
    covered("trim t", "`trim`, without colour and equal sides", _trim),
    covered(
        "padding pd", "`pad`, if equal on all sides; it enlarges the result, so `w` and `h` grow with it", _padding
    ),
    covered("rotate rot", "`rotate`", _rotate),
    covered("flip fl", "`flip`; not together with a quarter turn", _flip),
    covered("background bg", "`bg`", _background),
    covered("background_alpha bga", "the alpha of `bg`", lambda draft, value: draft.note(opacity=value)),
    covered("adjust a", "brightness, contrast, saturation, as below", _adjust),
    covered("brightness br", "near: `br` = 1 + value / 127.5, which is the same for middle grey", _brightness),
    covered("contrast co", "`co`", lambda draft, value: draft.ask(co=decimal(value))),
    covered("saturation sa", "`sat`", lambda draft, value: draft.ask(sat=decimal(value))),
    covered(
        "blur bl", "`blur`: both are the standard deviation; whole pixels", lambda d, v: d.ask(blur=pixels(decimal(v)))
    ),
    covered(
        "sharpen sh", "near: `sharpen` = twice the sigma, to 10", lambda d, v: d.ask(sharpen=min(10, 2 * decimal(v)))
    ),
    covered("quality q", "`q`; 0 is our default", _quality),
    covered("format_quality fq", "`q`, for the requested format", lambda d, v: d.note(format_quality=v)),
    covered("autoquality aq", "`q=auto`, whatever its method and target", _auto_quality),
    covered(
        "format f ext extension",
        "`f`; `best` is `auto`; without it the best for the viewer, where imgproxy keeps the source's",
        lambda draft, value: draft.ask(f=word(value, FORMATS)),
    ),
    covered("disable_animation da", "`frame=0`, or the page", lambda draft, value: draft.note(still=_truth(value))),
    covered("page pg", "`frame`, together with `disable_animation`", lambda d, v: d.note(page=str(whole(v)))),
    covered(
        "strip_metadata sm",
        "`meta=keep` if it is off; the location is always removed",
        lambda d, v: d.note(strip=_truth(v)),
    ),
    covered("keep_copyright kcr", "`meta=copyright`", lambda draft, value: draft.note(copyright=_truth(value))),
    covered("expires exp", "the translation's `expires_at`", _expires),
    _switched_off("crop c", "a part of the image cannot be chosen before resizing"),
    _switched_off("extend_aspect_ratio extend_ar exar", "extending to the requested ratio only"),
    _switched_off("min-width mw", "a minimum size"),
    _switched_off("min-height mh", "a minimum size"),
    _switched_off("watermark wm", "imgproxy's own image, which is not here; our watermarks are named by `wm`"),
    _switched_off("pixelate pix", "no such effect"),
    _switched_off("monochrome mc", "no such effect; ours is `gray=1`"),
    _switched_off("duotone dt", "no such effect"),
    _switched_off("colorize col", "no such effect"),
    _switched_off("gradient gr", "no such effect"),
    _switched_off("hashsum hs", "the source's hash is not compared"),
    _switched_off("raw", "the original is at its own address"),
    left_out("auto_rotate ar", "images are always upright"),
    left_out("strip_color_profile scp", "colours are always sRGB"),
    left_out("enforce_thumbnail eth", "results are made from the whole image"),
    left_out("max_bytes mb", "there is no limit in bytes; `q=auto` comes near"),
    left_out("jpeg_options jpgo png_options pngo webp_options webpo avif_options avifo", "encoders use our settings"),
    left_out("resizing_algorithm ra", "the engine chooses"),
    left_out("dpi", "not written"),
    left_out("skip_processing skp", "each result is made"),
    left_out("cachebuster cb", "an address has one object; it is purged when the image changes"),
    left_out("filename fn return_attachment att", "browsers choose how to save it"),
    left_out("fallback_image_url fiu", "errors are returned as errors"),
    left_out("video_thumbnail_second vts video_thumbnail_keyframes vtk", "videos are not supported"),
    left_out("max_src_resolution msr max_src_file_size msfs max_animation_frames maf", "our limits apply"),
    left_out("max_animation_frame_resolution mafr max_result_dimension mrd", "our limits apply"),
    refused("preset pr", "imgproxy defines presets on its side"),
    refused("crop_aspect_ratio crop_ar car", "a part of the image cannot be chosen before resizing"),
    refused("objects_position obj_pos op", "objects cannot be positioned"),
    refused("pages pgs", "pages are not stacked"),
    refused("unsharp_masking ush", "only `sharpen`"),
    refused("blur_detections bd draw_detections dd", "objects are not detected"),
    refused("watermark_url wmu watermark_text wmt watermark_size wms", "see `watermark`"),
    refused("watermark_rotate wm_rot wmr watermark_shadow wmsh", "see `watermark`"),
    refused("style st", "SVG is not supported"),
    refused("video_thumbnail_tile vtt video_thumbnail_animation vta", "videos are not supported"),
)
BY_NAME = by_name(RULES)
