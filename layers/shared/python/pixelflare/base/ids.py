"""Identifiers: ULIDs (https://github.com/ulid/spec), sortable by the time they were made, and random nonces."""

import secrets
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_image_id() -> str:
    from ulid import ULID  # looks up its own version among the installed packages, which only new images need wait for

    return f"img_{ULID()}"


def first_image_id_at(moment: datetime) -> str:
    """What every id that was drawn at this time or later sorts behind: the time alone, without the random part."""
    milliseconds = int(moment.timestamp() * 1000)
    return "img_" + "".join(_CROCKFORD[milliseconds >> shift & 31] for shift in range(45, -1, -5))


def new_nonce() -> str:
    """128 random bits, safe in URLs and object keys."""
    return secrets.token_urlsafe(16)
