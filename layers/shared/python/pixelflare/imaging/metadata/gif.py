"""Metadata of a GIF (GIF89a): comments and application extensions; images and their timing are copied."""

from collections.abc import Iterator

from pixelflare.imaging.decode.headers import GifBlock, gif_blocks
from pixelflare.imaging.metadata.location import is_suspect

_COMMENT, _APPLICATION = 0xFE, 0xFF
_MAX_TEXTS_BYTES = 8 << 20
"""Of all comments and the like together; what is beyond it isn't looked through, and so isn't kept."""
_SHOWN_RIGHT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""Application extensions that say how the pixels are to be shown: repetitions and the colour profile."""


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The GIF without the place, or without all metadata (it has no orientation)."""
    blocks = list(gif_blocks(data))
    return data[: blocks[0].start if blocks else len(data)] + b"".join(_kept(data, blocks, strip_all=strip_all))


def _kept(data: bytes, blocks: list[GifBlock], *, strip_all: bool) -> Iterator[bytes]:
    left = 0 if strip_all else _MAX_TEXTS_BYTES
    for block in blocks:
        raw = data[block.start : block.end]
        is_metadata = _is_metadata(block, raw)
        left -= len(raw) if is_metadata else 0
        if not is_metadata or (left >= 0 and not is_suspect(raw)):
            yield raw


def _is_metadata(block: GifBlock, raw: bytes) -> bool:
    return block.label == _COMMENT or (block.label == _APPLICATION and raw[3:14] not in _SHOWN_RIGHT)
