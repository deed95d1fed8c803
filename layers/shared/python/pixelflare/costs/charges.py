"""Work that is paid for once, as the table's stream tells of it.

A charge is a text: its month, its kind, how much, and what it was for. Records hold them as sets, so one that comes twice
counts once.
"""

from collections.abc import Iterable

from pixelflare.changes import ImageChange
from schema.keys.core import BIN
from schema.library.images import Image

PURGE = "purge"


def charges_in(change: ImageChange) -> frozenset[str]:
    """What the change says that somebody has to pay."""
    before, after = change.image_before, change.image_after
    if before is None:
        return frozenset()
    if after is None:
        is_restored = change.kind == BIN and before.purging_since is None
        return frozenset({_purge(before, f"restored-{before.version}")} if is_restored else ())
    found = []
    if before.stale_paths and not after.stale_paths:
        found.append(_purge(after, f"withdrawn-{before.version}"))
    if after.generation > before.generation:
        found.append(_purge(after, f"generation-{after.generation}"))
    return frozenset(found)


def sum_of(charges: Iterable[str], kind: str, month: str) -> int:
    """Of one kind in one month."""
    return sum(int(each[2]) for each in (charge.split("#") for charge in charges) if each[:2] == [month, kind])


def _purge(image: Image, what: str) -> str:
    return f"{image.updated_at:%Y-%m}#{PURGE}#1#{what}"
