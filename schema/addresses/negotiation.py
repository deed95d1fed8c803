"""Which format a viewer gets that names none: the best of those that its Accept header says it takes.

The edge function decides the same (stacks/edge/shared/formats.js); a test holds the two together.
"""

import re

from schema.addresses.formats import FLAT_ART_EXTENSIONS, Format

BROWSER = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
"""What a browser of today sends for a picture."""
_REFUSED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)")


def accepted_types(accept: str) -> list[str]:
    """The media types of an Accept header, in lower case, without those of quality 0."""
    items = accept.lower().split(",")
    return [item.partition(";")[0].strip() for item in items if not _REFUSED.search(item)]


def preferred(extension: str) -> tuple[Format, Format]:
    """The formats to choose from for a source with that extension, the best first; JPEG is for those who take neither.

    AVIF made fast is poor at flat art, so WebP goes first there.
    """
    return (Format.WEBP, Format.AVIF) if extension in FLAT_ART_EXTENSIONS else (Format.AVIF, Format.WEBP)


def best_format(accept: str, *, extension: str) -> Format:
    """What a viewer with that Accept header gets of a source with that extension (lower case)."""
    accepted = accepted_types(accept)
    return next((each for each in preferred(extension) if each.content_type in accepted), Format.JPEG)


def why(accept: str, *, extension: str) -> str:
    """The reason for best_format's choice, in words."""
    best, second = preferred(extension)
    match best_format(accept, extension=extension):
        case chosen if chosen is best is Format.AVIF:
            return "the viewer takes AVIF, the smallest"
        case chosen if chosen is best:
            return f"the viewer takes {_spelled(best)}, which is smaller than {_spelled(second)} for flat art as in PNG and GIF"
        case chosen if chosen is second:
            return f"the viewer takes {_spelled(second)}, and not {_spelled(best)}"
        case _:
            return "the viewer says that it takes neither AVIF nor WebP, so it gets JPEG"


def _spelled(format_: Format) -> str:
    return {Format.AVIF: "AVIF", Format.WEBP: "WebP"}[format_]
