"""The characters that a text watermark may have: those of the font that draws it."""

import base64

_DRAWN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("©«°±´·»‘’“”…‹›⁄™\n")


def undrawn(encoded: str) -> str:
    """The characters of a text (`wmt`, in URL-safe base 64) that can't be drawn, each once, in their order."""
    text = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
    return "".join(dict.fromkeys(letter for letter in text if letter not in _DRAWN))
