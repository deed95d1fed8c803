"""Where the faces are, for crops around them; who finds them is the operator's choice."""

from typing import Protocol

from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import count, logger
from pixelflare.imaging import Order, render
from schema.formats import Format
from schema.images import FaceBox

_LOOKED_AT = "w1024"
"""A face of a thirtieth of the width still has 34 pixels, which is about what detectors want."""
_LEAST_SIDE, _MOST_BYTES = 80, 5_000_000
"""What Rekognition looks at; it refuses all else (https://docs.aws.amazon.com/rekognition/latest/dg/limits.html)."""


class FaceFinder(Protocol):
    def faces_in(self, jpeg: bytes) -> tuple[FaceBox, ...]:
        """The boxes in an upright picture of 80 pixels or more each way and 5 MB at most, the largest first.

        Raises Unavailable when nobody can look at the moment.
        """
        ...


def faces_of(data: bytes, finder: FaceFinder) -> tuple[FaceBox, ...]:
    """The faces in an original that has been inspected, in fractions of it as it is displayed.

    None when nobody can look, or nobody looks at such a picture: an upload is worth more than its crops, and `g=face` is
    `g=auto` then.
    """
    (seen,) = render(data, [Order(_LOOKED_AT, Format.JPEG)])
    if min(seen.width, seen.height) < _LEAST_SIDE or len(seen.body) > _MOST_BYTES:
        return ()
    try:
        return finder.faces_in(seen.body)
    except Unavailable as nobody_looks:
        logger.warning("faces are not known", reason=str(nobody_looks))
        count("FacesUnknown")
        return ()
