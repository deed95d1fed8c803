"""Vectors as short texts."""

import random
from math import sqrt

import pytest

from pixelflare.base.vectors import packed, unpacked
from schema.library.meaning import DIMENSIONS


def _cosine(one: list[float], other: list[float]) -> float:
    length = sqrt(sum(each * each for each in one) * sum(each * each for each in other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / length


def test_a_packed_vector_keeps_its_direction() -> None:
    for seed in range(20):
        vector = [random.Random(seed * DIMENSIONS + place).gauss(0, 0.03) for place in range(DIMENSIONS)]
        assert _cosine(vector, unpacked(packed(vector))) > 0.9995


def test_a_packed_vector_takes_a_byte_for_each_number() -> None:
    assert len(packed([0.5] * DIMENSIONS)) == 1368  # four characters for three bytes


@pytest.mark.parametrize("vector", [[], [0.0, 0.0]])
def test_a_vector_without_a_direction_stays_one(vector: list[float]) -> None:
    assert unpacked(packed(vector)) == vector
