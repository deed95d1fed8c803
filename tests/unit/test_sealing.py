"""Answers that are kept can be read again by their own caller only."""

import base64

from pixelflare.entry.http.sealing import seal, unseal

SECRET = b"0" * 64
CONTENT = {"statusCode": 201, "body": '{"key": "pf_secret"}', "headers": {}}


def test_content_comes_back_under_its_own_name() -> None:
    assert unseal(seal(CONTENT, name="owner\nuser\nk", secret=SECRET), name="owner\nuser\nk", secret=SECRET) == CONTENT


def test_content_can_not_be_read_under_another_name_or_secret_or_when_changed() -> None:
    sealed = seal(CONTENT, name="owner\nuser\nk", secret=SECRET)
    changed = bytearray(base64.b64decode(sealed))
    changed[20] ^= 1

    assert unseal(sealed, name="other\nuser\nk", secret=SECRET) is None
    assert unseal(sealed, name="owner\nuser\nk", secret=b"1" * 64) is None
    assert unseal(base64.b64encode(changed).decode(), name="owner\nuser\nk", secret=SECRET) is None


def test_nothing_of_the_content_shows() -> None:
    first, second = (seal(CONTENT, name="n", secret=SECRET) for _ in range(2))

    assert first != second
    assert b"pf_" not in base64.b64decode(first)


def test_repetitive_answer_takes_little_room() -> None:
    assert len(seal({"body": "x" * 500_000}, name="n", secret=SECRET)) < 2_000
