"""Codes of vectors: the angle between two vectors can be told from their codes, within what 256 bits can say."""

import math

import numpy as np
import pytest

from pixelflare.search.seen import SEEN_ALIKE, seen_terms, similarity
from pixelflare.vision import local_models


def _pair(cosine: float, seed: int) -> tuple[str, str]:
    """Codes of two random vectors of 1280 numbers with that cosine."""
    numbers = np.random.default_rng(seed)
    one, other = numbers.standard_normal((2, 1280)).astype(np.float32)
    one /= np.linalg.norm(one)
    other -= one * (one @ other)
    other /= np.linalg.norm(other)
    mixed = cosine * one + math.sqrt(1 - cosine**2) * other
    return local_models._code_of(one), local_models._code_of(mixed.astype(np.float32))


@pytest.mark.parametrize("cosine", [0.0, 0.2, 0.65, 0.9, 1.0])
def test_the_cosine_is_told_from_the_codes(cosine: float) -> None:
    told = [similarity(*_pair(cosine, seed)) for seed in range(20)]
    assert np.mean(told) == pytest.approx(cosine, abs=0.05)
    assert max(abs(each - cosine) for each in told) < 0.3


def test_alike_ones_share_a_list_and_strangers_are_not_taken_for_alike() -> None:
    alike = [_pair(0.75, seed) for seed in range(60)]
    shared = [bool(set(seen_terms(one)) & set(seen_terms(other))) for one, other in alike]
    assert sum(shared) >= 48
    assert all(similarity(*_pair(0.2, seed)) < SEEN_ALIKE for seed in range(60))
