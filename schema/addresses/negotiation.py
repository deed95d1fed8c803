"""Which format a viewer gets that names none: the best of those that its Accept header says it takes.

The edge function decides the same (stacks/edge/shared/formats.js); a test holds the two together.
"""

import re

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, FLAT_ART_EXTENSIONS, Format

FALLBACK = "auto"
"""The extension in the edge's paths for who takes neither AVIF nor WebP, where the record decides the format."""
BROWSER = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
"""What a browser of today sends for a picture."""
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.[0-9]*)?)\s*(?:;|$)")
_AS_JPEG = ("image/jpeg", "image/*", "*/*")
"""Only for JPEG is it enough that a viewer takes everything."""


def weights_in(accept: str) -> dict[str, float]:
    """The media types of an Accept header, in lower case, with their quality from 0 to 1 (RFC 9110, 12.4.2)."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        type_, found = item.partition(";")[0].strip(), _WEIGHT.search(item)
        weights[type_] = max(weights.get(type_, 0.0), float(found[1]) if found else 1.0)
    return weights


def preferred(extension: str) -> tuple[Format, Format]:
    """The formats to choose from for a source with that extension, the best first; JPEG is for those who take neither.

    AVIF made fast is poor at flat art, so WebP goes first there.
    """
    return (Format.WEBP, Format.AVIF) if extension in FLAT_ART_EXTENSIONS else (Format.AVIF, Format.WEBP)


def best_format(accept: str, *, extension: str) -> Format:
    """What a viewer with that Accept header gets of a source with that extension (lower case): what it weighs most."""
    weights = weights_in(accept)
    jpeg = next((weights[each] for each in _AS_JPEG if each in weights), 0.0)
    best = max(preferred(extension), key=lambda each: weights.get(each.content_type, 0.0))
    weight = weights.get(best.content_type, 0.0)
    return best if weight > 0 and weight >= jpeg else Format.JPEG


def edge_extension(accept: str, *, extension: str) -> str:
    """The extension that the edge writes; JPEGs are neither transparent nor animated, others may be."""
    best = best_format(accept, extension=extension)
    return FALLBACK if best is Format.JPEG and _is_open(extension) else best.value


def why(accept: str, *, extension: str) -> str:
    """The reason for best_format's choice, in words."""
    best, second = preferred(extension)
    weights = weights_in(accept)
    takes_best, takes_second = (weights.get(each.content_type, 0.0) > 0 for each in (best, second))
    match best_format(accept, extension=extension):
        case chosen if chosen is best is Format.AVIF:
            return "the viewer takes AVIF, the smallest"
        case chosen if chosen is best:
            return f"the viewer takes {_spelled(best)}, which is smaller than {_spelled(second)} for flat art as in PNG and GIF"
        case chosen if chosen is second and takes_best:
            return f"the viewer prefers {_spelled(second)} to {_spelled(best)}"
        case chosen if chosen is second:
            return f"the viewer takes {_spelled(second)}, and not {_spelled(best)}"
        case _ if takes_best or takes_second:
            return "the viewer prefers JPEG to AVIF and WebP"
        case _:
            gets = "GIF for motion, PNG for transparency, else JPEG" if _is_open(extension) else "JPEG"
            return f"the viewer says that it takes neither AVIF nor WebP, so it gets {gets}"


def _is_open(extension: str) -> bool:
    """Whether a source with that extension may be transparent or animated."""
    return CONTENT_TYPES_BY_EXTENSION.get(extension) != Format.JPEG.content_type


def _spelled(format_: Format) -> str:
    return {Format.AVIF: "AVIF", Format.WEBP: "WebP"}[format_]
