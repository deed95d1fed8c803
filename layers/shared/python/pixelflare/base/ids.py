"""Identifiers: ULIDs (https://github.com/ulid/spec), which sort by creation time, and random nonces."""

import secrets
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_image_id() -> str:
    from ulid import (
        ULID,
    )  # the import looks up its own version among the installed packages, and only new images should wait for that

    return f"img_{ULID()}"


def first_image_id_at(moment: datetime) -> str:
    """The lowest id of this time, without the random part. Every id of this time or later sorts after it."""
    milliseconds = int(moment.timestamp() * 1000)
    return "img_" + "".join(_CROCKFORD[milliseconds >> shift & 31] for shift in range(45, -1, -5))


def new_nonce() -> str:
    """128 random bits, safe in URLs and object keys."""
    return secrets.token_urlsafe(16)
