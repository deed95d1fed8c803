"""The copy of an original that the world may see: its pixels' bytes as they came, its metadata thinned out."""

from collections.abc import Callable

from pixelflare.imaging.metadata import avif, gif, jpeg, png, webp

_CLEANERS: dict[str, Callable[..., bytes]] = {
    "image/jpeg": jpeg.cleaned,
    "image/png": png.cleaned,
    "image/gif": gif.cleaned,
    "image/webp": webp.cleaned,
    "image/avif": avif.cleaned,
}


def public_copy(data: bytes, *, content_type: str, strip_all: bool) -> bytes:
    """See pixelflare.imaging.public_copy."""
    return _CLEANERS[content_type](data, strip_all=strip_all)
