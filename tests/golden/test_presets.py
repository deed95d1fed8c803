import json

import pytest

from schema.addresses.presets import PRESETS
from tests.golden.expect import EXPECTATIONS, PICTURES, Expectation, measured

EXPECTED: list[Expectation] = json.loads(EXPECTATIONS.read_text())


def key(found: Expectation) -> tuple[str, str]:
    return found["preset"], found["format"]


@pytest.mark.parametrize("name", PICTURES)
def test_presets_look_like_the_reference_at_the_expected_size(name: str) -> None:
    found = {key(made): made for made in measured(name)}
    expected = {key(meant): meant for meant in EXPECTED if meant["picture"] == name}
    assert found.keys() == expected.keys()
    assert {at: made["size"] for at, made in found.items()} == {at: meant["size"] for at, meant in expected.items()}
    worse = {at: made["least_ssim"] for at, made in found.items() if made["least_ssim"] < expected[at]["least_ssim"]}
    assert not worse


def test_every_preset_has_an_expectation() -> None:
    assert {meant["preset"] for meant in EXPECTED} == set(PRESETS)


def test_expectations_are_such_that_a_spoilt_picture_would_fail_them() -> None:
    assert all(meant["least_ssim"] >= 0.85 for meant in EXPECTED)
