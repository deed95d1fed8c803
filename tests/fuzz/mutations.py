"""Ways to break a file: what transfers, broken disks and attackers do to one."""

import random
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hypothesis import strategies as st

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""What lengths and counts overflow at."""
_LONGEST = 256
_PNG = b"\x89PNG\r\n\x1a\n"


class Way(StrEnum):
    FLIP = "flip"
    """One byte becomes another."""
    NUMBER = "number"
    """Two or four bytes become a number that code stumbles over."""
    CUT = "cut"
    """The file ends here."""
    DROP = "drop"
    REPEAT = "repeat"
    """A piece comes again, many times."""
    MOVE = "move"
    """A piece stands somewhere else as well."""
    SPLICE = "splice"
    """From here on it is another file."""
    NOISE = "noise"


class Mutation(NamedTuple):
    """`at` and `to` are places, in millionths of the file; `size` is in bytes; `value` is up to 32 bits."""

    way: Way
    at: int
    to: int
    size: int
    value: int


mutations = st.lists(
    st.builds(
        Mutation,
        st.sampled_from(Way),
        at=st.integers(0, 999_999),
        to=st.integers(0, 999_999),
        size=st.integers(1, _LONGEST),
        value=st.one_of(st.sampled_from(_NUMBERS), st.integers(0, 0xFFFFFFFF)),
    ),
    min_size=1,
    max_size=6,
)


def some_mutations(dice: random.Random) -> list[Mutation]:
    """As `mutations` draws them, for runs that are too long for it."""
    return [
        Mutation(
            dice.choice([*Way]),
            _place(dice),
            _place(dice),
            dice.randint(1, _LONGEST),
            dice.choice(_NUMBERS) if dice.random() < 0.5 else dice.getrandbits(32),
        )
        for _ in range(dice.randint(1, 6))
    ]


def _place(dice: random.Random) -> int:
    """More often near the beginning, where headers are."""
    return int(999_999 * dice.random() ** dice.choice((1, 1, 4)))


def mutated(data: bytes, changes: Sequence[Mutation], *, others: Sequence[bytes]) -> bytes:
    """The file after all changes, one behind the other; at most a few hundred kilobytes larger."""
    for change in changes:
        data = _changed(data, change, others) if data else data
    return _with_right_checksums(data) if changes[0].value % 2 else data


def _with_right_checksums(data: bytes) -> bytes:
    """A PNG whose chunks are taken for sound; other files as they are. Otherwise few changes would get further."""
    if not data.startswith(_PNG):
        return data
    changed, at = bytearray(data), len(_PNG)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            break
        changed[end : end + 4] = zlib.crc32(data[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(changed)


def _changed(data: bytes, change: Mutation, others: Sequence[bytes]) -> bytes:
    at, to = (place * len(data) // 1_000_000 for place in (change.at, change.to))
    piece = data[at : at + change.size]
    match change.way:
        case Way.FLIP:
            return data[:at] + bytes([change.value & 0xFF]) + data[at + 1 :]
        case Way.NUMBER:
            wide = 2 if change.value <= 0xFFFF and change.size % 2 else 4
            number = change.value.to_bytes(4, "big" if change.to % 2 else "little")
            return data[:at] + (number[-wide:] if change.to % 2 else number[:wide]) + data[at + wide :]
        case Way.CUT:
            return data[:at]
        case Way.DROP:
            return data[:at] + data[at + len(piece) :]
        case Way.REPEAT:
            return data[:at] + piece * (2 + change.value % 200) + data[at + len(piece) :]
        case Way.MOVE:
            return data[:to] + piece + data[to:]
        case Way.SPLICE:
            other = others[change.value % len(others)]
            return data[:at] + other[to * len(other) // max(1, len(data)) :]
        case Way.NOISE:
            return data[:at] + random.Random(change.value).randbytes(change.size) + data[at + change.size :]
