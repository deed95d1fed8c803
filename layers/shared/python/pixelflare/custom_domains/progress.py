"""The next step of a custom domain: proof, certificate, daily look, taking down. Each may run twice or late."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.distribution_tenants import HostTaken, NoRoom
from pixelflare.aws.queues import Queue
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.observability import count, logger
from pixelflare.custom_domains.claims import announce
from pixelflare.custom_domains.findings import direction_of, find_out, proof_of
from pixelflare.custom_domains.hostnames import CustomHostnames
from pixelflare.custom_domains.resolver import Dns
from pixelflare.custom_domains.store import DomainStore, Write
from schema.budgets import DOMAIN_LOOK_AGAIN, DOMAIN_MISSES, DOMAIN_PAUSES, SQS_LONGEST_DELAY
from schema.identity.custom_domains import CustomDomain, DomainDetail, DomainStage, DomainStatus
from schema.limits import DOMAIN_HOURS
from schema.messages.custom_domains import DomainCheckRequested

PART = "custom_domain_consumer"
_AT_ONCE = timedelta()


@dataclass(frozen=True)
class DomainServices:
    domains: DomainStore
    dns: Dns
    hostnames: CustomHostnames
    queue: Queue
    audit: AuditLog
    target: str
    """What CNAMEs lead to."""


@dataclass(frozen=True)
class Step:
    """What is written of a look at a domain."""

    change: dict[str, Any] = field(default_factory=dict)
    also: Sequence[Write] = ()
    after: timedelta | None = None
    """Until the next look. None: as the pauses say."""
    is_last: bool = False
    """Whether nothing more happens by itself."""
    is_gone: bool = False
    """Whether the row goes, too."""


def check_domain(message: DomainCheckRequested, services: DomainServices, *, now: datetime) -> None:
    """Does what is next. Raises Unavailable; then the message comes again."""
    domain = services.domains.find(message.owner, message.host)
    if domain is None or domain.checks != message.check:
        return  # it is gone, or another message has done this
    try:
        step = _next(domain, services, now=now)
    except ChangedMeanwhile:
        step = Step()  # CloudFront's tenant is not as it was read: it is read again
    with suppress(ChangedMeanwhile):  # whoever has changed the domain has sent a message of their own
        _write(domain, step, services, now=now)


def _next(domain: CustomDomain, services: DomainServices, *, now: datetime) -> Step:
    is_late = domain.status is DomainStatus.PENDING and now >= domain.gives_up_at
    if is_late and domain.stage in (DomainStage.PROVING, DomainStage.PREPARING):
        return _failed(domain, domain.detail, services, now=now)
    match domain.stage:
        case DomainStage.PROVING:
            return _prove(domain, services)
        case DomainStage.PREPARING:
            return _prepare(domain, services, now=now)
        case DomainStage.LIVE:
            return _look_again(domain, services, now=now)
        case DomainStage.LEAVING:
            return _take_down(domain, services, now=now)
        case DomainStage.OVER:
            return Step(is_last=True)


def _prove(domain: CustomDomain, services: DomainServices) -> Step:
    found = find_out(domain, target=services.target, dns=services.dns)
    if found.detail:
        return _waiting(found.detail, found.seen)
    holder = services.domains.holder_of(domain.host)
    standing = services.domains.find(holder, domain.host) if holder and holder != domain.owner else None
    if standing is not None:
        return _take_over(standing, services)
    claim = services.domains.claiming(domain, instead_of=holder)
    change = {"stage": DomainStage.PREPARING, "detail": DomainDetail.CERTIFICATE_PENDING, "seen": None}
    return Step(change | {"checks": -1}, also=[claim], after=_AT_ONCE)


def _take_over(standing: CustomDomain, services: DomainServices) -> Step:
    """Who has proven it before keeps it only with their own TXT record. Else theirs is taken down first."""
    before = proof_of(standing, dns=services.dns)
    if before.is_right or not before.is_certain:
        return _waiting(DomainDetail.HELD_BY_ANOTHER)
    if standing.stage is not DomainStage.LEAVING:
        lost = {"status": DomainStatus.FAILED, "detail": DomainDetail.TAKEN_OVER, "stage": DomainStage.LEAVING}
        announce(services.domains.save(standing, lost | {"checks": 0, "seen": None}), queue=services.queue)
    return _waiting(DomainDetail.BEING_HANDED_OVER)


def _prepare(domain: CustomDomain, services: DomainServices, *, now: datetime) -> Step:
    name, hostnames = tenant_name(domain), services.hostnames
    tenant = hostnames.find(name, domain.host)
    if tenant is None:
        try:
            hostnames.create(name, domain.host, owner=domain.owner)
        except HostTaken:
            return _failed(domain, DomainDetail.USED_ELSEWHERE, services, now=now)
        except NoRoom:
            count("DomainWithoutRoom")
            return _waiting(DomainDetail.INSTALLATION_FULL)
        return _waiting(DomainDetail.CERTIFICATE_PENDING)
    certificate = hostnames.certificate(name)
    if certificate.status == "pending-validation":
        return _waiting(DomainDetail.CERTIFICATE_PENDING)
    if certificate.status != "issued":
        return _failed(domain, DomainDetail.CERTIFICATE_REFUSED, services, seen=certificate.status, now=now)
    if tenant.certificate != certificate.arn:
        hostnames.attach(tenant, certificate)
        return _waiting(DomainDetail.DEPLOYING)
    if not (tenant.is_deployed and tenant.is_active):
        return _waiting(DomainDetail.DEPLOYING)
    return _verified(domain, services, now=now)


def _look_again(domain: CustomDomain, services: DomainServices, *, now: datetime) -> Step:
    """What was said by nobody counts as nothing: a name server's outage takes no domain down."""
    tenant = services.hostnames.find(tenant_name(domain), domain.host)
    if tenant is None:
        back = {
            "stage": DomainStage.PREPARING,
            "status": DomainStatus.PENDING,
            "detail": DomainDetail.CERTIFICATE_PENDING,
        }
        return Step(back | {"checks": -1, "gives_up_at": now + timedelta(hours=DOMAIN_HOURS)}, after=_AT_ONCE)
    if not tenant.has_host:
        return _failed(domain, DomainDetail.USED_ELSEWHERE, services, now=now)
    found = direction_of(domain.host, target=services.target, dns=services.dns)
    if not found.is_certain:
        return Step(after=DOMAIN_LOOK_AGAIN)
    if found.is_right:
        return Step({"misses": 0, "seen": None}, after=DOMAIN_LOOK_AGAIN)
    seen = found.seen or "no record"
    if domain.misses + 1 >= DOMAIN_MISSES:
        return _failed(domain, DomainDetail.LED_AWAY, services, seen=seen, now=now)
    return Step({"misses": domain.misses + 1, "seen": seen}, after=DOMAIN_LOOK_AGAIN)


def _take_down(domain: CustomDomain, services: DomainServices, *, now: datetime) -> Step:
    """Switched off, then deleted once that is everywhere, then forgotten."""
    tenant = services.hostnames.find(tenant_name(domain), domain.host)
    if tenant is not None and tenant.is_enabled:
        services.hostnames.disable(tenant)
        return Step()
    if tenant is not None and not tenant.is_deployed:
        return Step()
    if tenant is not None:
        services.hostnames.delete(tenant)
    also = [services.domains.releasing(domain)]
    if domain.is_removed:
        also.append(_noted("take_down", domain, services, now=now))
        return Step(also=also, is_gone=True)
    return Step({"stage": DomainStage.OVER}, also=also, is_last=True)


def _waiting(detail: DomainDetail, seen: str | None = None) -> Step:
    return Step({"detail": detail, "seen": seen})


def _verified(domain: CustomDomain, services: DomainServices, *, now: datetime) -> Step:
    logger.info("domain verified", owner=domain.owner, host=domain.host)
    count("DomainVerified")
    change: dict[str, Any] = {
        "status": DomainStatus.VERIFIED,
        "detail": DomainDetail.ACTIVE,
        "stage": DomainStage.LIVE,
        "seen": None,
    }
    change |= {"verified_at": now, "misses": 0, "checks": -1}
    return Step(change, also=[_noted("verified", domain, services, now=now)], after=DOMAIN_LOOK_AGAIN)


def _failed(
    domain: CustomDomain, detail: DomainDetail, services: DomainServices, *, seen: str | None = None, now: datetime
) -> Step:
    """What CloudFront may have of it is taken down next."""
    logger.info("domain failed", owner=domain.owner, host=domain.host, reason=detail)
    count("DomainFailed")
    noted = [_noted("failed", domain, services, now=now, reason=detail)]
    change = {"status": DomainStatus.FAILED, "detail": detail, "seen": seen or domain.seen}
    if domain.stage is DomainStage.PROVING:
        return Step(change | {"stage": DomainStage.OVER}, also=noted, is_last=True)
    return Step(change | {"stage": DomainStage.LEAVING, "checks": -1}, also=noted, after=_AT_ONCE)


def _write(domain: CustomDomain, step: Step, services: DomainServices, *, now: datetime) -> None:
    if step.is_gone:
        services.domains.erase(domain, also=step.also)
        return
    pause = DOMAIN_PAUSES[min(domain.checks, len(DOMAIN_PAUSES) - 1)] if step.after is None else step.after
    change = {"checked_at": now, "next_check_at": None if step.is_last else now + pause} | step.change
    change["checks"] = step.change.get("checks", domain.checks) + 1
    changed = services.domains.save(domain, change, also=step.also)
    if not step.is_last and pause <= SQS_LONGEST_DELAY:
        announce(changed, queue=services.queue, after=pause)


def _noted(action: str, domain: CustomDomain, services: DomainServices, *, now: datetime, **details: Any) -> Write:
    about = {"hostname": domain.host, **details}
    return services.audit.appending(
        domain.owner, entry_of(action, "domain", domain.id, by=PART, now=now, details=about)
    )


def tenant_name(domain: CustomDomain) -> str:
    """Of its tenant at CloudFront, the same at each attempt."""
    return domain.id.replace("_", "-").lower()
