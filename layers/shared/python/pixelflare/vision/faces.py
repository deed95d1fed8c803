"""Where the faces are, for crops around them; who finds them is the operator's choice."""

from typing import Protocol

from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import count, logger
from pixelflare.imaging import job_of, render
from schema.addresses.formats import Format
from schema.library.images import FaceBox

_LOOKED_AT = "w1024"
"""A face of a thirtieth of the width still has 34 pixels, which is about what detectors want."""


class FaceFinder(Protocol):
    def faces_in(self, jpeg: bytes) -> tuple[FaceBox, ...]:
        """The boxes in an upright picture, the largest first. Raises Unavailable when nobody can look at the moment."""
        ...


def faces_of(data: bytes, finder: FaceFinder) -> tuple[FaceBox, ...]:
    """The faces in an original that has been inspected, in fractions of it as it is displayed.

    None when nobody can look: an upload is worth more than its crops, and `g=face` is `g=auto` then.
    """
    (seen,) = render(data, [job_of(_LOOKED_AT, Format.JPEG)])
    try:
        return finder.faces_in(seen.body)
    except Unavailable as nobody_looks:
        logger.warning("faces are not known", reason=str(nobody_looks))
        count("FacesUnknown")
        return ()
