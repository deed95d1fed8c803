"""Identifiers: ULIDs (https://github.com/ulid/spec), which sort by creation time, and random nonces."""

import hashlib
import secrets
from datetime import UTC, datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_image_id() -> str:
    return f"img_{_new_ulid()}"


def new_share_id() -> str:
    return f"shr_{_new_ulid()}"


def new_member_id() -> str:
    return f"mem_{_new_ulid()}"


def new_report_id() -> str:
    return f"rpt_{_new_ulid()}"


def _new_ulid() -> str:
    from ulid import (
        ULID,
    )  # the import looks up its own version among the installed packages, and only new things should wait for that

    return str(ULID())


def new_ulid(moment: datetime) -> str:
    """A new id of this time."""
    return _time_part(moment) + "".join(secrets.choice(_CROCKFORD) for _ in range(16))


def named_ulid(moment: datetime, name: str) -> str:
    """The id of what has this time and name: always the same."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10], "big")
    return _time_part(moment) + "".join(_CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))


def new_domain_id() -> str:
    from ulid import ULID

    return f"dom_{ULID()}"


def first_image_id_at(moment: datetime) -> str:
    """The lowest id of this time, without the random part. Every id of this time or later sorts after it."""
    return f"img_{_time_part(moment)}"


def _time_part(moment: datetime) -> str:
    milliseconds = int(moment.timestamp() * 1000)
    return "".join(_CROCKFORD[milliseconds >> shift & 31] for shift in range(45, -1, -5))


def created_year(image_id: str) -> int:
    """The year of an id's time, in UTC."""
    milliseconds = 0
    for digit in image_id.removeprefix("img_")[:10]:
        milliseconds = milliseconds << 5 | _CROCKFORD.index(digit)
    return datetime.fromtimestamp(milliseconds / 1000, UTC).year


def new_nonce() -> str:
    """128 random bits, safe in URLs and object keys."""
    return secrets.token_urlsafe(16)
