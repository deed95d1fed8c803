"""docs/dialects.md, from the rules that translate: the page can not promise anything else. Written by `make docs`."""

from collections.abc import Iterable
from pathlib import Path

from pixelflare.dialects import Vendor
from pixelflare.dialects.cloudflare import address as cloudflare
from pixelflare.dialects.cloudinary import options as cloudinary_options
from pixelflare.dialects.draft import Kind, Rule
from pixelflare.dialects.imagekit import options as imagekit_options
from pixelflare.dialects.imgproxy import options as imgproxy_options
from pixelflare.dialects.thumbor import address as thumbor
from pixelflare.dialects.thumbor import filters as thumbor_filters

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
  path, whatever its host. An account's name may stand for the owner, see below. Anything else is refused. A query behind
  the source (`?v=3`) is passed over.
- "Left out" are options without an effect here; what can't be done is refused with `VALIDATION_ERROR`, and the message
  names the option. Nothing that changes the picture is passed over silently.
- "Near" stands where a vendor's scale can't be had exactly, or where the vendor does not say what it is.
- Sizes go to 4096 pixels a side. Unless a format is asked for, everybody gets the best one that the viewer takes.
- Colour profiles become sRGB, pictures are turned upright, and the place where one was taken is never kept.
- What an address costs: its first view at an edge location in a day asks the function that makes pictures, which answers
  with a redirect and touches no picture (about $0.15 for 100,000 such, at 50 ms). Every view is two requests to the edge
  instead of one (at most $1.20 a million, beyond what is free), and browsers remember the way for a day. A page whose HTML
  can be touched is faster with our own addresses.

## Moving a site

1. **Bring the pictures to the same paths.** Choose as handle what stands first in the site's paths, upload each picture to
   the album that stands second, under the filename that stands third. All three keep their spelling if they are of the
   [names that paths may have](limits.md#names-in-paths). At Cloudinary and ImageKit the account's name is the handle: there
   `/demo/image/upload/v1234/trips/beach.jpg` and `/demo/tr:w-300/trips/beach.jpg` are `beach.jpg` in the album `trips` of
   the handle `demo`, and without a folder the album is `default`. Pictures that lie deeper in folders, or have no extension,
   can not keep their path: there is one level of albums, and the extension says what a file is.
2. **Say what strangers may have.** Addresses that are signed at the vendor keep their worth when the owner leaves the key
   here: `PUT /api/v1/vendor-keys/{vendor}` with `{"secret": "…"}`, for imgproxy also `salt` and, if it was changed,
   `signature_size`. It needs the scope `admin`, is kept encrypted, and is never shown again. For unsigned addresses the
   operator allows the widths that the site uses (CDK context `widths`), or has every width rounded up to one of those
   (`snap_widths`). For other sizes the owner asks once for each picture, by an address from
   `POST /api/v1/images/{id}/sign` with the options that the redirect shows: what has been made is answered to everybody.
3. **Point the host here.** Addresses of all five vendors work side by side with ours, so nothing has to be switched over.

## With and without a signature

Not everybody may have anything made ([who may have what](addresses.md#who-may-have-what-made)), so the two differ:

| | leads to | kept |
| --- | --- | --- |
| unsigned | what is open to everybody, where that is near (below) | 301, a day |
| signed, with the owner's key here | exactly what was asked for, with our signature for two hours | 302, an hour (below) |
| signed, without a key | the same as unsigned | 302, until the owner leaves a key |
| signed by another key, or changed | 403 `FORBIDDEN` | not at all |
| signed, and its time is over | 410 `GONE` | not at all |

What is near: `enlarge` is left out, so small pictures come at the size they have, and `q` becomes the nearest of 50, 65,
75, 80 and 90, of two the better. Whatever else is not open to strangers answers 403 at its own address, unless it has been
made already. The way of a good signature is kept an hour at the edge and five minutes in browsers, and never beyond the
vendor's own expiry.

A handle in the source is followed to its owner, and a signed address to where its picture has moved. Private pictures
stay behind [their own addresses](identity.md): 401 here, whatever the signature. imgproxy's `unsafe`, `insecure` and `_` are
not signed, also when there is a key. An account that signs with several keys moves one at a time.
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
        "`authenticated` and `fetch`, and without the cloud's name. A source of `{folder}/{filename}` or `{filename}` is the cloud's. "
        "What follows one another is done together as far as our order "
        "gives the same picture: one size; trimming before it, blur, sharpening and borders behind it. The extension belongs to the "
        "source's name and does not choose the format. The order of a turn and a size in one component is taken to be: size, turn.",
    ),
    Vendor.IMAGEKIT: (
        "ImageKit",
        "`/[{account}/]tr:{transformations}/{source}`, or `?tr={transformations}` behind the source; signed by `ik-s` and `ik-t` "
        "(HMAC-SHA1). "
        "With `tr:` in the path, a source of `{folder}/{filename}` or `{filename}` is the account's. "
        "Chains (`:`) are done together as with Cloudinary.",
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
