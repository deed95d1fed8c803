"""Work that is paid for once, as the table's stream tells of it.

A charge is a text: its month, its kind, how much, and what it was for. Records hold them as sets, so one that comes twice
counts once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pixelflare.changes import ImageChange
from schema.costs import LEAST_VECTOR_PUT_BYTES
from schema.env.cpu import CLASSIFYING_MB
from schema.keys.core import BIN, RECOGNISED
from schema.library.recognition import PartResult, Recognition

PURGE, AI, COMPUTE, VECTOR = "purge", "ai", "compute", "vector"


def charges_in(change: ImageChange) -> frozenset[str]:
    """What the change says that somebody has to pay."""
    if change.kind == RECOGNISED:
        return _models(change)
    before, after = change.image_before, change.image_after
    if before is None:
        return frozenset()
    if after is None:
        is_restored = change.kind == BIN and before.purging_since is None
        return frozenset({_purge(change.at, f"restored-{before.version}")} if is_restored else ())
    found = []
    if before.stale_paths and not after.stale_paths:
        found.append(_purge(after.updated_at, f"withdrawn-{before.version}"))
    if after.generation > before.generation:
        found.append(_purge(after.updated_at, f"generation-{after.generation}"))
    if after.spent_mb_ms > before.spent_mb_ms:
        spent = after.spent_mb_ms - before.spent_mb_ms
        found.append(f"{after.updated_at:%Y-%m}#{COMPUTE}#{spent}#of-{after.spent_mb_ms}")
    return frozenset(found)


def _models(change: ImageChange) -> frozenset[str]:
    """What models were paid for this image, in micro-dollars, the time in which their function waited for them, and the
    bytes of each put of its vector. Others of the same bytes use the answers for nothing, and each has a vector of its own."""
    if change.after is None:
        return frozenset()
    before = Recognition.model_validate(change.before) if change.before else None
    after = Recognition.model_validate(change.after)
    found = {
        f"{result.run.at:%Y-%m}#{kind}#{amount}#{part}-{result.run.at.isoformat()}"
        for part, result in after.parts.items()
        if result.run.paid_by == change.image_id and result != (before.parts.get(part) if before else None)
        for kind, amount in _paid(result)
        if amount
    }
    at = after.vector_put_at
    if at and at != (before.vector_put_at if before else None):
        found.add(f"{at:%Y-%m}#{VECTOR}#{LEAST_VECTOR_PUT_BYTES}#put-{at.isoformat()}")
    return frozenset(found)


def _paid(result: PartResult) -> Iterator[tuple[str, int]]:
    """Of which kind, and how much."""
    yield AI, round((result.found.cost_usd or 0) * 1_000_000)
    yield COMPUTE, result.run.ms * CLASSIFYING_MB


def first_month_of(charges: Iterable[str], kind: str) -> str | None:
    """In which any of the kind is; None without one."""
    return min((each[0] for each in (charge.split("#") for charge in charges) if each[1] == kind), default=None)


def sum_of(charges: Iterable[str], kind: str, month: str) -> int:
    """Of one kind in one month."""
    return sum(int(each[2]) for each in (charge.split("#") for charge in charges) if each[:2] == [month, kind])


def _purge(at: datetime, what: str) -> str:
    return f"{at:%Y-%m}#{PURGE}#1#{what}"
