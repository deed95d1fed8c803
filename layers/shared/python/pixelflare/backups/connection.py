"""Connections to owners' buckets: guarded, and tried before they are relied on."""

import secrets
from functools import partial
from urllib.parse import urlsplit

from pixelflare.aws.foreign_buckets import ForeignBucket, ForeignPlace
from pixelflare.base.errors import InvalidRequest, SourceFailed
from pixelflare.outgoing import IpAddress, is_public, look_up, pinned
from schema.budgets import BACKUP_CONNECT_TIMEOUT, BACKUP_PROBE_TIMEOUT, BACKUP_READ_TIMEOUT
from schema.library.backups import BackupProbe

_PROBE = b"Pixelflare tries whether it can write here, and deletes this again.\n"
_MOST_OPEN = 16


def open_bucket(place: ForeignPlace, *, private_allowed: bool, hasty: bool = False) -> ForeignBucket:
    """A bucket whose host is checked at each connection.

    `private_allowed` is the operator's word that owners may name hosts of private networks, and plain http. `hasty`: somebody
    waits, so each call is made once and soon given up.
    Raises InvalidRequest for http where that is not allowed. Calls raise it for a host that is not public.
    """
    if not private_allowed and urlsplit(place.endpoint).scheme != "https":
        raise InvalidRequest("only an https:// endpoint is used", details={"parameter": "endpoint"})
    return ForeignBucket(
        place,
        address_of=partial(_address_of, private_allowed=private_allowed),
        attempts=1 if hasty else 4,
        patience=BACKUP_PROBE_TIMEOUT if hasty else BACKUP_READ_TIMEOUT,
    )


class OpenBuckets:
    """Buckets that stay open from one message to the next: a connection costs more than what is sent over it."""

    def __init__(self, *, private_allowed: bool) -> None:
        self._private_allowed = private_allowed
        self._open: dict[ForeignPlace, ForeignBucket] = {}

    def of(self, place: ForeignPlace) -> ForeignBucket:
        if place not in self._open:
            if len(self._open) >= _MOST_OPEN:
                self._open.clear()
            self._open[place] = open_bucket(place, private_allowed=self._private_allowed)
        return self._open[place]


def probe(bucket: ForeignBucket, *, prefix: str) -> BackupProbe:
    """Lists, writes a small object, reads it and deletes it. Raises SourceFailed; `details.step` says where."""
    key = f"{prefix}pixelflare-probe-{secrets.token_hex(8)}"
    bucket.listed(prefix)
    bucket.write(key, _PROBE, content_type="text/plain")
    try:
        kept = bucket.read(key, at_most=len(_PROBE))
    finally:
        bucket.delete(key)
    if kept != _PROBE:
        raise SourceFailed("the bucket gives back other bytes than were written", details={"step": "read"})
    return BackupProbe(listed=True, wrote=True, read=True, deleted=True)


def _address_of(host: str, port: int, *, private_allowed: bool) -> str:
    def is_allowed(address: IpAddress) -> bool:
        return private_allowed or is_public(address)

    seconds = BACKUP_CONNECT_TIMEOUT.total_seconds()
    return str(pinned(host, port, lookup=look_up, is_allowed=is_allowed, seconds=seconds, parameter="endpoint"))
