"""Ids of entries: `aud_` and a ULID, so that the order of ids is the order of times (https://github.com/ulid/spec)."""

from datetime import datetime

_PREFIX = "aud_"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_CHARACTERS = 10


def new_entry_id(now: datetime) -> str:
    from ulid import ULID  # looks up its own version among the installed packages, which a read need not wait for

    return f"{_PREFIX}{ULID.from_datetime(now)}"


def first_id_at(moment: datetime) -> str:
    """Not an id, but what stands before every id of this millisecond and behind all earlier ones."""
    left, characters = int(moment.timestamp() * 1000), ""
    for _ in range(_TIME_CHARACTERS):
        left, digit = divmod(left, len(_CROCKFORD))
        characters = _CROCKFORD[digit] + characters
    return _PREFIX + characters
