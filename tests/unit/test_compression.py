"""gzip of the API's answers: for whom, from which size, and what it does to the entity tag."""

import base64
import gzip
from typing import Any

import pytest

from pixelflare.entry.http.compression import MIN_BYTES, compressed, takes_gzip


def _answer(body: str, **headers: str) -> dict[str, Any]:
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", **headers},
        "body": body,
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize(
    "accepted",
    [
        "gzip",
        "GZip",
        "x-gzip",
        "br, gzip",
        "br;q=1.0,gzip;q=0.001",
        "gzip ; q=1",
        "*",
        "deflate, *;q=0.5",
        "*;q=0, gzip",
    ],
)
def test_who_takes_gzip(accepted: str) -> None:
    assert takes_gzip(accepted)


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "gzipped", "not-gzip", "br;gzip"],
)
def test_who_does_not(accepted: str) -> None:
    assert not takes_gzip(accepted)


def test_what_is_compressed_is_the_same_text() -> None:
    text = '{"name": "süß"}' * 200
    packed = compressed(_answer(text), accepted="gzip")

    assert packed["headers"] == {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert packed["isBase64Encoded"] is True
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == text
    assert packed == compressed(_answer(text), accepted="gzip")


def test_what_is_small_stays_as_it_is() -> None:
    assert compressed(_answer("x" * (MIN_BYTES - 1)), accepted="gzip") == _answer("x" * (MIN_BYTES - 1))
    assert compressed(_answer("x" * MIN_BYTES), accepted="gzip")["headers"]["Content-Encoding"] == "gzip"


def test_other_bytes_have_a_weaker_tag() -> None:
    body = "x" * MIN_BYTES
    assert compressed(_answer(body, ETag='"7"'), accepted="gzip")["headers"]["ETag"] == 'W/"7"'
    assert compressed(_answer(body, etag='W/"7"'), accepted="gzip")["headers"]["etag"] == 'W/"7"'
    assert compressed(_answer(body, ETag='"7"'), accepted="br")["headers"]["ETag"] == '"7"'


def test_bytes_that_are_encoded_already_are_left_alone() -> None:
    answer = _answer("x" * MIN_BYTES) | {"isBase64Encoded": True}
    assert compressed(answer, accepted="gzip") == answer
