"""Work that is paid for once, as the table's stream tells of it.

A charge is a text: its month, its kind, how much, and what it was for. Records hold them as sets, so one that comes twice
counts once.
"""

from collections.abc import Iterable
from datetime import datetime

from pixelflare.changes import ImageChange
from schema.env.cpu import CLASSIFYING_MB
from schema.keys.core import BIN, RECOGNISED
from schema.library.recognition import Recognition

PURGE, AI, COMPUTE = "purge", "ai", "compute"


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
    """What models were paid for this image, in micro-dollars, and the time in which their function waited for them. Others
    of the same bytes use their answers for nothing."""
    if change.after is None:
        return frozenset()
    before = Recognition.model_validate(change.before).parts if change.before else {}
    return frozenset(
        f"{result.run.at:%Y-%m}#{kind}#{amount}#{part}-{result.run.at.isoformat()}"
        for part, result in Recognition.model_validate(change.after).parts.items()
        if result != before.get(part) and result.run.paid_by == change.image_id
        for kind, amount in (
            (AI, round((result.found.cost_usd or 0) * 1_000_000)),
            (COMPUTE, result.run.ms * CLASSIFYING_MB),
        )
        if amount
    )


def sum_of(charges: Iterable[str], kind: str, month: str) -> int:
    """Of one kind in one month."""
    return sum(int(each[2]) for each in (charge.split("#") for charge in charges) if each[:2] == [month, kind])


def _purge(at: datetime, what: str) -> str:
    return f"{at:%Y-%m}#{PURGE}#1#{what}"
