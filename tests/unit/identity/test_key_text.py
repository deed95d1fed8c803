"""The text of an API key: enough chance, found by its id, told from a likeness without a read."""

import re
import zlib

import pytest

from pixelflare.api_keys.key_text import digest_of, key_id_of, new_key_text

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def test_key_has_the_documented_shape_and_leads_to_its_id() -> None:
    key_id, text = new_key_text()

    match = re.fullmatch(r"pf_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})", text)
    assert match is not None
    assert key_id == f"key_{match[1]}" == key_id_of(text)


def test_checksum_is_crc_32_of_the_rest_in_base62() -> None:
    _, text = new_key_text()
    number = 0
    for digit in text[-6:]:
        number = number * 62 + BASE62.index(digit)

    assert number == zlib.crc32(text[:-6].encode())


def test_no_two_keys_are_alike() -> None:
    made = [new_key_text() for _ in range(200)]

    assert len({key_id for key_id, _ in made}) == len({text[16:59] for _, text in made}) == 200


@pytest.mark.parametrize("position", [3, 14, 16, 40, 58, 59, 64])
def test_key_with_one_character_changed_is_no_key(position: int) -> None:
    _, text = new_key_text()
    other = "A" if text[position] != "A" else "B"

    assert key_id_of(text[:position] + other + text[position + 1 :]) is None


@pytest.mark.parametrize("text", ["", "pf_", "pf_x_y", "pf_" + "a" * 12 + "_" + "a" * 49, "sk_" + "a" * 62])
def test_likeness_of_a_key_is_no_key(text: str) -> None:
    assert key_id_of(text) is None


def test_text_around_a_key_is_not_overlooked() -> None:
    _, text = new_key_text()

    for around in (f" {text}", f"{text}\n", f"{text}x", text.replace("pf_", "pf_é")):
        assert key_id_of(around) is None


def test_digest_depends_on_the_whole_key_and_on_the_pepper() -> None:
    _, text = new_key_text()
    digests = {
        digest_of(text, pepper=b"one"),
        digest_of(text, pepper=b"two"),
        digest_of(text[:-1] + "!", pepper=b"one"),
    }

    assert len(digests) == 3
    assert text not in digests
    assert digest_of(text, pepper=b"one") in digests
