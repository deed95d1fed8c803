"""docs/dialects.md, from the rules that translate: the page can not promise anything else. Written by `make docs`."""

from collections.abc import Iterable
from pathlib import Path

from pixelflare.dialects import (
    Vendor,
    cloudflare,
    cloudinary_options,
    imagekit_options,
    imgproxy_options,
    thumbor,
    thumbor_filters,
)
from pixelflare.dialects.draft import Kind, Rule

DIALECTS_PAGE = Path(__file__).parent / "dialects.md"

RULES: dict[Vendor, tuple[Rule, ...]] = {
    Vendor.CLOUDFLARE: cloudflare.RULES,
    Vendor.IMGPROXY: imgproxy_options.RULES,
    Vendor.THUMBOR: thumbor_filters.RULES,
    Vendor.CLOUDINARY: cloudinary_options.RULES,
    Vendor.IMAGEKIT: imagekit_options.RULES,
}

INTRODUCTION = """
# Other vendors' addresses

Made from `layers/shared/python/pixelflare/dialects` by `make docs`; a test compares the two.

A site that has its pictures behind another service can move here without touching its HTML: the host changes, the
addresses stay. Each is translated to the picture's own address with our options, and leads to the same stored
object as that.

- The source must be a picture of this service: a path `/{owner}/{album}/{filename}`, or an absolute address with such a
  path, whatever its host. Anything else is refused. A query behind the source (`?v=3`) is passed over.
- "Left out" are options without an effect here; what can't be done is refused with `VALIDATION_ERROR`, and the message
  names the option. Nothing that changes the picture is passed over silently.
- "Near" stands where a vendor's scale can't be had exactly, or where the vendor does not say what it is.
- Sizes go to 4096 pixels a side. Unless a format is asked for, everybody gets the best one that the viewer takes.
- Colour profiles become sRGB, pictures are turned upright, and the place where one was taken is never kept.
- Signatures are recognised for the schemes named below. An owner's key decides what they are worth.
""".strip()

SHAPES = {
    Vendor.CLOUDFLARE: (
        "Cloudflare Images",
        "`/cdn-cgi/image/{options}/{source}`. There are no signatures.",
    ),
    Vendor.IMGPROXY: (
        "imgproxy",
        "`/{signature}/{options}/plain/{source}[@{extension}]`, or the source in URL-safe base 64 with `.{extension}`. "
        "`unsafe`, `insecure` and `_` stand for no signature; anything else is one, by HMAC-SHA256 over salt and path. "
        "Encrypted sources (`/enc/`) are not covered. Where options say the same twice, the last one wins.",
    ),
    Vendor.THUMBOR: (
        "thumbor",
        "`/unsafe/{parts}/{source}`, or `/{signature}/{parts}/{source}` by HMAC-SHA1. First the parts, in thumbor's order, "
        "then the filters. thumbor enlarges unless `fit-in` or `no_upscale` is there, and so do we.",
    ),
    Vendor.CLOUDINARY: (
        "Cloudinary",
        "`/{cloud}/image/upload/[s--{signature}--/]{transformations}/[v{version}/]{source}`, also with `private`, "
        "`authenticated` and `fetch`, and without the cloud's name. What follows one another is done together as far as our order "
        "gives the same picture: one size; trimming before it, blur, sharpening and borders behind it. The extension belongs to the "
        "source's name and does not choose the format. The order of a turn and a size in one component is taken to be: size, turn.",
    ),
    Vendor.IMAGEKIT: (
        "ImageKit",
        "`/[{account}/]tr:{transformations}/{source}`, or `?tr={transformations}` behind the source; signed by `ik-s` and `ik-t` "
        "(HMAC-SHA1). Chains (`:`) are done together as with Cloudinary.",
    ),
}


def dialects_page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, *(_vendor(vendor) for vendor in Vendor)]
    return "\n\n".join(parts) + "\n"


def _vendor(vendor: Vendor) -> str:
    title, shape = SHAPES[vendor]
    rows = [*(thumbor.PARTS if vendor is Vendor.THUMBOR else ()), *(_row(rule) for rule in RULES[vendor])]
    return "\n".join([f"## {title}", "", shape, "", *_table(rows)])


def _row(rule: Rule) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in rule.names)
    return names, rule.meaning if rule.kind is Kind.COVERED else f"{rule.kind}: {rule.meaning}"


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"| {option} | {ours} |" for option, ours in (("there", "here"), ("---", "---"), *rows)]
