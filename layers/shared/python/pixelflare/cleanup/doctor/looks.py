"""A visit: two looks with a pause between them, so that what is under way is no finding; then the repairs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pixelflare.audit import OPERATOR, entry_of
from pixelflare.aws.table import ConditionFailed, TransactionRefused
from pixelflare.base import clock
from pixelflare.base.errors import AppError
from pixelflare.cleanup.doctor.examine import examine, examine_nobodys
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding


@dataclass(frozen=True)
class Visit:
    """What both looks found. With repairs: what is right now, what changed meanwhile, what only a person can do."""

    findings: list[Finding]
    repaired: list[Finding] = field(default_factory=list)
    changed: list[Finding] = field(default_factory=list)


def visit(
    owners: Iterable[str],
    services: DoctorServices,
    *,
    nobodys: bool,
    repair: bool,
    pause: Callable[[], None],
) -> Visit:
    """`pause` returns when everything has ended that was under way. A healthy library needs no pause."""
    first = _look(owners, services, nobodys=nobodys)
    if not first:
        return Visit([])
    pause()
    again = {finding.owner for finding in first}
    second = _look([owner for owner in owners if owner in again], services, nobodys=nobodys)
    seen = set(first)
    found = Visit([finding for finding in second if finding in seen])
    if repair:
        for finding in found.findings:
            _repair(finding, found, services)
    return found


def _look(owners: Iterable[str], services: DoctorServices, *, nobodys: bool) -> list[Finding]:
    found = [finding for owner in owners for finding in examine(owner, services)]
    return found + (list(examine_nobodys(services)) if nobodys else [])


def _repair(finding: Finding, found: Visit, services: DoctorServices) -> None:
    if finding.repair is None:
        return
    now = clock.now()
    entry = entry_of(
        "repair", "library", None, by="make doctor", actor=OPERATOR, now=now, details={"found": finding.says}
    )
    services.audit.append(finding.owner, entry)  # before it: a repair that gives way changes nothing
    try:
        finding.repair()
    except (ConditionFailed, TransactionRefused, AppError):
        found.changed.append(finding)
    else:
        found.repaired.append(finding)
