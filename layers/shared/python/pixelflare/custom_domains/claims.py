"""What owners do with their custom domains: claim, have verified again, give up."""

import secrets
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.aws.queues import Queue
from pixelflare.base.errors import FeatureOff, LimitReached, NotReady, QuotaExceeded
from pixelflare.base.ids import new_domain_id
from pixelflare.base.optimistic import change_current
from pixelflare.custom_domains.names import normalized
from pixelflare.custom_domains.store import DomainStore
from schema.budgets import DOMAIN_PAUSES
from schema.identity.custom_domains import (
    DOMAINS_OF_PLAN,
    CustomDomain,
    DomainDetail,
    DomainStage,
    DomainStatus,
)
from schema.identity.users import PlanTier
from schema.limits import DOMAIN_HOURS, MAX_DOMAINS
from schema.messages.custom_domains import DomainCheckRequested

_PATIENCE = timedelta(hours=DOMAIN_HOURS)


@dataclass(frozen=True)
class ClaimServices:
    domains: DomainStore
    queue: Queue
    ours: Callable[[], frozenset[str]]
    """The hosts of this installation."""
    are_on: bool


def claim_domain(
    owner: str, hostname: str, *, plan: PlanTier | None, services: ClaimServices, now: datetime
) -> CustomDomain:
    """A pending domain, whose first check is on its way. `plan` is None where plans are off.

    It keeps nobody else from the name: only the proof in DNS does. Raises InvalidRequest, Conflict for a name that the
    owner has, FeatureOff, and LimitReached or QuotaExceeded.
    """
    demand(services)
    domain = CustomDomain(
        id=new_domain_id(),
        owner=owner,
        host=normalized(hostname, ours=services.ours()),
        token=_new_token(),
        created_at=now,
        next_check_at=now + DOMAIN_PAUSES[0],
        gives_up_at=now + _PATIENCE,
    )
    _add(domain, plan=plan, domains=services.domains)
    announce(domain, queue=services.queue, after=DOMAIN_PAUSES[0])
    return domain


def verify_again(owner: str, domain_id: str, *, services: ClaimServices, now: datetime) -> CustomDomain:
    """The domain, which is looked at at once. A failed one gets another 72 hours. Raises NotFound, FeatureOff."""

    def write(domain: CustomDomain) -> CustomDomain:
        demand(services)
        if domain.stage is DomainStage.LEAVING:
            raise NotReady(f"{domain.host} is being taken down; it can be verified again in some minutes")
        change: dict[str, object] = {"checks": 0, "next_check_at": now}
        if domain.status is DomainStatus.FAILED:
            change |= {
                "status": DomainStatus.PENDING,
                "detail": DomainDetail.NOT_CHECKED,
                "stage": DomainStage.PROVING,
                "seen": None,
                "misses": 0,
            }
        if domain.status is not DomainStatus.VERIFIED:
            change |= {"gives_up_at": now + _PATIENCE}
        return services.domains.save(domain, change)

    domain = change_current(
        lambda: services.domains.get(owner, domain_id), write, expected_version=None, name=f"domain {domain_id}"
    )
    announce(domain, queue=services.queue)
    return domain


def remove_domain(owner: str, domain_id: str, *, services: ClaimServices, now: datetime) -> CustomDomain:
    """The domain is no longer listed. What CloudFront has of it is taken down by the queue. Raises NotFound."""

    def write(domain: CustomDomain) -> CustomDomain:
        if domain.stage in (DomainStage.PROVING, DomainStage.OVER):
            services.domains.erase(domain)
            return domain
        leaving = {"is_removed": True, "stage": DomainStage.LEAVING, "checks": 0, "next_check_at": now}
        return services.domains.save(domain, leaving)

    domain = change_current(
        lambda: services.domains.get(owner, domain_id), write, expected_version=None, name=f"domain {domain_id}"
    )
    if domain.is_removed:
        announce(domain, queue=services.queue)
    return domain


def is_served(owner: str, host: str, *, domains: DomainStore) -> bool:
    """Whether the owner's images are served under the host, as it is stored."""
    domain = domains.find(owner, host.lower())
    return domain is not None and domain.status is DomainStatus.VERIFIED and not domain.is_removed


def announce(domain: CustomDomain, *, queue: Queue, after: timedelta = timedelta()) -> None:
    """Has the domain looked at. Raises Unavailable; the index of due work makes up for what was not sent."""
    message = DomainCheckRequested(owner=domain.owner, host=domain.host, check=domain.checks)
    queue.send(message, delay=after)


def demand(services: ClaimServices) -> None:
    if not services.are_on:
        raise FeatureOff("custom domains are off in this installation")


def _add(domain: CustomDomain, *, plan: PlanTier | None, domains: DomainStore) -> None:
    limit = MAX_DOMAINS if plan is None else DOMAINS_OF_PLAN[plan]
    try:
        domains.add(domain, limit=limit)
    except LimitReached as reached:
        if plan is None:
            raise
        raise QuotaExceeded(
            f"the plan {plan} has room for {limit} custom domains", details={"plan": plan, "max_domains": limit}
        ) from reached


def _new_token() -> str:
    return "pixelflare=" + b32encode(secrets.token_bytes(20)).decode().lower()
