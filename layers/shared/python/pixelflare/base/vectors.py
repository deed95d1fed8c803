"""Vectors as short texts: whole numbers from -127 to 127, a byte each, in base64. Their angles stay the same within a degree."""

import base64
from collections.abc import Sequence
from struct import pack, unpack

_MOST = 127


def packed(vector: Sequence[float]) -> str:
    """Scaled so that the largest number is 127. The length of a vector is lost, which cosines do not need."""
    largest = max(map(abs, vector), default=0.0) or 1.0
    whole = [round(each / largest * _MOST) for each in vector]
    return base64.b64encode(pack(f"{len(whole)}b", *whole)).decode()


def unpacked(text: str) -> list[float]:
    """With numbers from -1 to 1."""
    raw = base64.b64decode(text)
    return [each / _MOST for each in unpack(f"{len(raw)}b", raw)]
