"""Metadata of a GIF (GIF89a): images, their timing and what says how they are shown are copied; all else goes."""

from pixelflare.imaging.decode.headers import GifBlock, gif_blocks

_IMAGE, _TRAILER, _CONTROL, _APPLICATION = 0x2C, 0x3B, 0xF9, 0xFF
_CONTROL_BYTES, _LOOP_BYTES = 8, 19
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_PROFILE = b"ICCRGBG1012"


def cleaned(data: bytes, *, strip_all: bool) -> bytes:  # noqa: ARG001 - nothing in a GIF depends on it
    """The GIF without comments, texts and other programs' extensions (it has no orientation)."""
    blocks = list(gif_blocks(data))
    kept = (data[block.start : block.end] for block in blocks if _is_kept(block, data[block.start : block.end]))
    return data[: blocks[0].start if blocks else len(data)] + b"".join(kept)


def _is_kept(block: GifBlock, raw: bytes) -> bool:
    if block.introducer in (_IMAGE, _TRAILER):
        return True
    if block.label == _CONTROL:
        return len(raw) == _CONTROL_BYTES
    if block.label != _APPLICATION:
        return False
    name = raw[3:14]
    return (name in _LOOPS and len(raw) == _LOOP_BYTES) or (name == _PROFILE and _is_profile(raw[14:]))


def _is_profile(sub_blocks: bytes) -> bool:
    from pixelflare.imaging.metadata.icc import is_profile

    profile, at = b"", 0
    while at < len(sub_blocks) and sub_blocks[at]:
        profile += sub_blocks[at + 1 : at + 1 + sub_blocks[at]]
        at += 1 + sub_blocks[at]
    return is_profile(profile)
