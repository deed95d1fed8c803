"""What a model finds alike: codes of 256 bits, of which the more differ, the wider the angle between two vectors is.

The index keeps a list for each value of each of the code's first sixteen bytes. Two pictures whose vectors have a cosine of 0.7
share at least one of these bytes in four of five cases, and of strangers one in six does.
"""

import math

SEEN_ALIKE = 0.6
"""The least cosine of two vectors, by their codes, of pictures that are called alike."""
_LISTED = 16


def seen_terms(code: str) -> list[str]:
    """The lists that a code is in, by 64 hexadecimal digits."""
    return [f"seen:{place:x}{code[2 * place : 2 * place + 2]}" for place in range(_LISTED)]


def similarity(one: str, other: str) -> float:
    """The cosine of the angle that the codes stand for, from -1 to 1."""
    bits = 4 * len(one)
    return round(math.cos(math.pi * (int(one, 16) ^ int(other, 16)).bit_count() / bits), 3)
