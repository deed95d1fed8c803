"""Entry ids: `aud_` and a ULID, so that id order is time order (https://github.com/ulid/spec)."""

from datetime import datetime

_PREFIX = "aud_"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_CHARACTERS = 10


def new_entry_id(now: datetime) -> str:
    from ulid import (
        ULID,
    )  # the import looks up its own version among the installed packages, and a read should not wait for that

    return f"{_PREFIX}{ULID.from_datetime(now)}"


def first_id_at(moment: datetime) -> str:
    """The lower bound of this millisecond's ids, which is no id itself."""
    left, characters = int(moment.timestamp() * 1000), ""
    for _ in range(_TIME_CHARACTERS):
        left, digit = divmod(left, len(_CROCKFORD))
        characters = _CROCKFORD[digit] + characters
    return _PREFIX + characters
