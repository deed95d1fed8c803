"""Pure pixels: bytes in, facts, pictures or bytes out. Nothing here knows of AWS, of records or of time.

Importing this package loads no image library; the first call of a function that needs one does.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pixelflare.imaging.cost import Manner, manner_of
from pixelflare.imaging.jobs import NOBODY_LOOKED, Effort, PublicOriginal, Rendered, RenderJob, Subject, job_of
from pixelflare.imaging.refusal import CannotCompose, Refused
from schema.library.images import PictureFacts
from schema.limits import MAX_JPEG_PIXELS

if TYPE_CHECKING:
    from schema.studio.ads import Ad

__all__ = [
    "CannotCompose",
    "Effort",
    "Manner",
    "PublicOriginal",
    "Refused",
    "RenderJob",
    "Rendered",
    "Subject",
    "compose_ad",
    "inspect",
    "job_of",
    "manner_of",
    "public_original",
    "render",
    "type_of",
]


def inspect(data: bytes, *, extension: str | None = None, max_jpeg_pixels: int = MAX_JPEG_PIXELS) -> PictureFacts:
    """What is to be known of an upload, after decoding all of it; raises Refused when it is not to be kept.

    With an `extension` (without its dot), pictures of other types than its own are refused, too. Limits are checked before
    the work that they bound.
    """
    from pixelflare.imaging import inspection

    return inspection.inspect(data, extension=extension, max_jpeg_pixels=max_jpeg_pixels)


def type_of(data: bytes) -> str | None:
    """The content type of bytes, whether pictures of that type are kept or not; None for bytes that nothing is known of."""
    from pixelflare.imaging.decode.kinds import type_of

    return type_of(data)


def render(
    data: bytes,
    orders: Sequence[RenderJob],
    *,
    effort: Effort = Effort.STORED,
    threads: int = 1,
    subject: Subject = NOBODY_LOOKED,
    watermark: bytes | None = None,
) -> Iterator[Rendered]:
    """Each order's result, as soon as it is made, the largest first; the bytes are decoded once.

    Orientation is applied, colours are sRGB, metadata is gone unless options keep it. Presets never enlarge. Animations
    stay animated in formats that move, within the limits of motion.py. `subject` is what inspection and face detection found,
    for `g=auto` and `g=face`; `watermark` is the picture for `wm`.
    The caller passes bytes that `inspect` accepted; on others it raises Refused (damaged) or gives what can be decoded.
    """
    from pixelflare.imaging import rendering

    return rendering.render(data, orders, effort=effort, threads=threads, subject=subject, watermark=watermark)


def public_original(data: bytes, *, content_type: str, strip_all: bool) -> PublicOriginal:
    """What everybody may have as the original, with its content type: without the place it was taken at, or without all
    metadata but orientation and colour profile.

    JPEG, PNG, GIF, WebP and AVIF are never re-encoded: the pixels' own bytes are kept, and a file without anything to
    remove comes back as it is. Of the others, which browsers don't all show, it is a rendering at full size.
    """
    from pixelflare.imaging import publishing

    return publishing.public_original(data, content_type=content_type, strip_all=strip_all)


def compose_ad(ad: "Ad", product: bytes, logo: bytes | None = None) -> bytes:
    """A JPEG in the size of the ad's ratio: the product's picture and the words, set into the layout of its style.

    The same order gives the same bytes; no model is asked. The caller passes bytes that `inspect` accepted. Raises CannotCompose
    for words that have no room, or a picture that is too small.
    """
    from pixelflare.imaging.ads import compose

    return compose.compose_ad(ad, product, logo)
