"""Nothing that opens a door may stand in a log, whoever wrote the line."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from pixelflare.base.observability import RedactingFormatter, logger
from pixelflare.base.redaction import REDACTED, redacted

JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
KEY = "pf_Zm9vYmFyYmF6_q8jd0JHq2lDksd8Hs0qQpPZlmn3XcVbb"
SIGNED = (
    "https://uploads.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F2026"
    "&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=deadbeefcafe&partNumber=3"
)
PRIVATE = "https://cdn.example.com/p/img.jpg/w512?Expires=1&Signature=abc~def__&Key-Pair-Id=K123&Policy=eyJTdGF0"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the logger writes, while the test runs."""
    written = io.StringIO()
    handler = logger.registered_handler
    before = handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    handler.setStream(before)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Authorization: Bearer {KEY}", KEY),
        (f"header was bearer  {JWT} and more", JWT),
        (f"token {JWT} has expired", "c2lnbmF0dXJl"),
        (f"no key {KEY}", "q8jd0JHq2lDksd8Hs0qQpPZlmn3XcVbb"),
        (f"Could not connect to {SIGNED}", "deadbeefcafe"),
        (f"Could not connect to {SIGNED}", "AKIAEXAMPLE"),
        (f"GET {PRIVATE}", "abc~def__"),
        (f"GET {PRIVATE}", "eyJTdGF0"),
        ("PUT /v1/upload/img_1?token=eyJvIjoi.x9-_&a=1", "x9-_"),
        ("fields {'key': 'a', 'x-amz-signature': 'f00dface', 'policy': 'eyJleHAi'}", "f00dface"),
        ("fields {'key': 'a', 'x-amz-signature': 'f00dface', 'policy': 'eyJleHAi'}", "eyJleHAi"),
        ('{"refresh_token": "abc.def", "n": 1}', "abc.def"),
        ("user alice.smith+x@mail.example.co.uk not found", "alice.smith"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"),
        ("Cookie: 'sid=1'", "sid=1"),
        ("no webhook with whsec_C2FVsBQIhrscChlQIMV+b5sS/k= here", "C2FVsBQIhrscChlQIMV+b5sS/k="),
        ("{'secret_access_key': 'wJalrXUtnFEMI'}", "wJalrXUtnFEMI"),
        ('{"api_secret": "c10ud1nary", "n": 1}', "c10ud1nary"),
        ("api_token=v1.0-cloudflare", "v1.0-cloudflare"),
        ("{'recovery_key': 'six words that nobody guesses'}", "six words"),
    ],
)
def test_secret_in_a_text_is_taken_out(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redacted(text)
    assert REDACTED in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "variant made on demand",
        "more than 100 upload requests an hour",
        "https://cdn.example.com/abc/default/beach.jpg/w512?v=3",
        "img_01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "the access token is not valid",
        "s3://bucket/owner/img_1/nonce and 12:30 @ noon",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert redacted(text) == text


def test_secret_is_found_by_its_name_however_deep_it_lies() -> None:
    held = {"a": [{"Authorization": "x", "n": 1}, ("alice@example.com", None, True)], "x-origin-proof": b"y"}

    assert redacted(held) == {
        "a": [{"Authorization": REDACTED, "n": 1}, [REDACTED, None, True]],
        "x-origin-proof": REDACTED,
    }


def test_very_long_line_is_looked_through_quickly() -> None:
    assert len(redacted("a." * 500_000 + "b" * 500_000)) == 1_500_000


class _Form(BaseModel):
    size: int


def test_exception_that_quotes_a_secret_is_logged_without_it(lines: io.StringIO) -> None:
    try:
        _Form.model_validate({"size": KEY})
    except ValidationError:
        logger.exception("failed", url=SIGNED, extra_of=PRIVATE)
    try:
        try:
            raise ConnectionError(f"could not reach {SIGNED}")
        except ConnectionError as first:
            raise RuntimeError(f"while asked with Bearer {JWT}") from first
    except RuntimeError:
        logger.exception("failed")

    text = lines.getvalue()
    for secret in ("q8jd0JHq2lDksd8Hs0qQpPZlmn3XcVbb", "deadbeefcafe", "c2lnbmF0dXJl", "abc~def__", "AKIAEXAMPLE"):
        assert secret not in text
    first, second = (json.loads(line) for line in text.splitlines())
    assert "ValidationError" in first["exception"]
    assert "Traceback" in second["exception"]


def test_every_line_of_the_functions_goes_through_the_redaction() -> None:
    assert isinstance(logger.registered_formatter, RedactingFormatter)
    assert logger.registered_handler.formatter is logger.registered_formatter


def test_line_keeps_its_fields(lines: io.StringIO) -> None:
    logger.info("answered", status=200, path="/v1/images", nothing=None)

    line: dict[str, Any] = json.loads(lines.getvalue())
    assert (line["level"], line["message"], line["status"], line["path"]) == ("INFO", "answered", 200, "/v1/images")
    assert logging.getLevelName(logging.INFO) == line["level"]
