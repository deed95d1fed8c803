"""What pictures look like: difference hashes of 64 bits, as 16 hexadecimal digits.

The index keeps a list for each value of each of the hash's eight bytes. Two hashes that differ in seven bits at most have
a byte in common, so one of eight lists has them both.
"""

ALIKE = 7
"""Bits in which pictures differ at most that look alike."""
_BYTES = 8


def look_terms(hash_: str) -> list[str]:
    """The lists that a hash is in, by 16 hexadecimal digits."""
    return [f"like:{place}{hash_[2 * place : 2 * place + 2]}" for place in range(_BYTES)]


def distance(one: str, other: str) -> int:
    """Bits that differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
