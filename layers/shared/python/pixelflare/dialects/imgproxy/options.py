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
from pixelflare.dialects.imgproxy.effects import (
    FORMATS,
    set_adjust,
    set_auto_quality,
    set_background,
    set_brightness,
    set_expires,
    set_extend,
    set_flip,
    set_gravity,
    set_padding,
    set_quality,
    set_resize,
    set_resizing_type,
    set_rotate,
    set_side,
    set_size,
    set_trim,
    set_zoom,
    truth,
)


def _switched_off(names: str, why: str) -> Rule:
    """An option that is accepted only while it is off."""

    def apply(draft: Draft, value: str) -> None:
        draft.ignore(names.split()[0])
        if value.split(":")[0] not in ("", "0", "f", "false", "none"):
            raise ValueError(f"not covered: {why}")

    return covered(names, f"nothing while it is off; else not covered: {why}", apply)


RULES = (
    covered("resize rs", "type, width, height, enlarge, extend, as below", set_resize),
    covered("size s", "width, height, enlarge, extend, as below", set_size),
    covered(
        "resizing_type rt",
        "`fit` is `scale-down`, `fill` is `crop`, `fill-down` is `cover`, `force` is `squeeze`; with `enlarge` they are "
        "`contain`, `cover`, `cover`, `squeeze`, each with `enlarge=1`; `auto` is not covered, nor `force` with one side",
        set_resizing_type,
    ),
    covered("width w", "`w`, to 4096", lambda draft, value: set_side("w", draft, value)),
    covered("height h", "`h`, to 4096", lambda draft, value: set_side("h", draft, value)),
    covered("enlarge el", "`enlarge`", lambda draft, value: draft.note(enlarge=truth(value))),
    covered("extend ex", "`fit=pad` with the resizing type `fit`; its gravity is `g`", set_extend),
    covered("zoom z", "multiplies width and height, if it is the same for both", set_zoom),
    same("dpr", "dpr"),
    covered(
        "gravity g",
        "`g`: the compass without offsets; `sm` is `auto`, `fp:x:y` is the point, `obj:face` is `face`",
        set_gravity,
    ),
    covered("trim t", "`trim`, without colour and equal sides", set_trim),
    covered(
        "padding pd", "`pad`, if equal on all sides; it enlarges the result, so `w` and `h` grow with it", set_padding
    ),
    covered("rotate rot", "`rotate`", set_rotate),
    covered("flip fl", "`flip`; not together with a quarter turn", set_flip),
    covered("background bg", "`bg`", set_background),
    covered("background_alpha bga", "the alpha of `bg`", lambda draft, value: draft.note(opacity=value)),
    covered("adjust a", "brightness, contrast, saturation, as below", set_adjust),
    covered("brightness br", "near: `br` = 1 + value / 127.5, which is the same for middle grey", set_brightness),
    covered("contrast co", "`co`", lambda draft, value: draft.ask(co=decimal(value))),
    covered("saturation sa", "`sat`", lambda draft, value: draft.ask(sat=decimal(value))),
    covered(
        "blur bl", "`blur`: both are the standard deviation; whole pixels", lambda d, v: d.ask(blur=pixels(decimal(v)))
    ),
    covered(
        "sharpen sh", "near: `sharpen` = twice the sigma, to 10", lambda d, v: d.ask(sharpen=min(10, 2 * decimal(v)))
    ),
    covered("quality q", "`q`; 0 is our default", set_quality),
    covered("format_quality fq", "`q`, for the requested format", lambda d, v: d.note(format_quality=v)),
    covered("autoquality aq", "`q=auto`, whatever its method and target", set_auto_quality),
    covered(
        "format f ext extension",
        "`f`; `best` is `auto`; without it the best for the viewer, where imgproxy keeps the source's",
        lambda draft, value: draft.ask(f=word(value, FORMATS)),
    ),
    covered("disable_animation da", "`frame=0`, or the page", lambda draft, value: draft.note(still=truth(value))),
    covered("page pg", "`frame`, together with `disable_animation`", lambda d, v: d.note(page=str(whole(v)))),
    covered(
        "strip_metadata sm",
        "`meta=keep` if it is off; the location is always removed",
        lambda d, v: d.note(strip=truth(v)),
    ),
    covered("keep_copyright kcr", "`meta=copyright`", lambda draft, value: draft.note(copyright=truth(value))),
    covered("expires exp", "the translation's `expires_at`", set_expires),
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
