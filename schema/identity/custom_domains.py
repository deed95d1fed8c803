"""Custom domains: host names of owners, under which their images are served."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from schema.base import Record, Request, Resource
from schema.identity.users import PlanTier
from schema.limits import FREE_DOMAINS, MAX_DOMAINS, MAX_HOSTNAME_INPUT, PRO_DOMAINS, STARTER_DOMAINS

DOMAIN_ID_PATTERN = r"^dom_[0-9A-HJKMNP-TV-Z]{26}$"
DOMAINS_OF_PLAN = {PlanTier.FREE: FREE_DOMAINS, PlanTier.STARTER: STARTER_DOMAINS, PlanTier.PRO: PRO_DOMAINS}
MOST_DOMAINS = max(MAX_DOMAINS, *DOMAINS_OF_PLAN.values())
"""Of one owner, under any plan or without plans."""
PROOF_PREFIX = "_pixelflare."
"""Before the host: the name of the TXT record that proves who owns it."""

DomainId = Annotated[str, StringConstraints(pattern=DOMAIN_ID_PATTERN)]


class DomainStatus(StrEnum):
    PENDING = "pending"
    """Something is still missing. It is looked at again by itself."""
    VERIFIED = "verified"
    """Images are served there."""
    FAILED = "failed"
    """Nothing more happens until the owner asks for it."""


class DomainDetail(StrEnum):
    """Why a domain has its status."""

    NOT_CHECKED = "not_checked"
    TXT_MISSING = "txt_missing"
    TXT_WRONG = "txt_wrong"
    CNAME_MISSING = "cname_missing"
    CNAME_ELSEWHERE = "cname_elsewhere"
    APEX_ADDRESS = "apex_address"
    """The top of a domain has addresses, and not those of the CNAME's target."""
    NAME_UNKNOWN = "name_unknown"
    """DNS knows neither of the names (NXDOMAIN)."""
    DNS_FAILURE = "dns_failure"
    """The domain's name servers fail (SERVFAIL, REFUSED)."""
    DNS_TIMEOUT = "dns_timeout"
    HELD_BY_ANOTHER = "held_by_another"
    """Another owner of this installation has proven it, and still has the record."""
    BEING_HANDED_OVER = "being_handed_over"
    """It is taken down for the owner who had it before."""
    USED_ELSEWHERE = "used_elsewhere"
    """Another CloudFront distribution has the name."""
    INSTALLATION_FULL = "installation_full"
    CERTIFICATE_PENDING = "certificate_pending"
    CERTIFICATE_REFUSED = "certificate_refused"
    DEPLOYING = "deploying"
    ACTIVE = "active"
    LED_AWAY = "led_away"
    """It was verified, and its records no longer lead here."""
    TAKEN_OVER = "taken_over"
    """Another owner of this installation has proven it since."""


class DomainStage(StrEnum):
    """What is there of a domain, beside its records in DNS."""

    PROVING = "proving"
    """Nothing yet."""
    PREPARING = "preparing"
    """The claim, and a tenant at CloudFront that waits for its certificate."""
    LIVE = "live"
    LEAVING = "leaving"
    """A tenant that is being taken down."""
    OVER = "over"
    """Nothing any more."""


class CustomDomain(Record):
    """A domain as stored, in its owner's partition."""

    id: str
    owner: str
    host: str
    """In ASCII (IDNA) and lower case."""
    token: str
    """What the TXT record says."""
    status: DomainStatus = DomainStatus.PENDING
    detail: DomainDetail = DomainDetail.NOT_CHECKED
    seen: str | None = None
    """What was found in DNS in place of what should be there."""
    stage: DomainStage = DomainStage.PROVING
    is_removed: bool = False
    """Whether its owner has deleted it. It is gone as soon as nothing is left at CloudFront."""
    tenant_id: str | None = None
    created_at: datetime
    checked_at: datetime | None = None
    next_check_at: datetime | None = None
    verified_at: datetime | None = None
    gives_up_at: datetime
    checks: int = 0
    """So many times it was looked at since it was last asked for. A message names the check that it is for."""
    misses: int = 0
    """Daily checks in a row that found a verified domain led elsewhere."""
    version: int = 1


class CreateCustomDomain(Request):
    """A host name that belongs to the caller."""

    hostname: Annotated[str, Field(min_length=1, max_length=MAX_HOSTNAME_INPUT)]


class DnsRecord(Resource):
    """A record to create at the domain's DNS provider."""

    type: str
    """`TXT` or `CNAME`."""
    name: str
    value: str


class CustomDomainResource(Resource):
    """A custom domain, and the records that it needs."""

    id: str
    hostname: str
    display_name: str
    """The host name in its owner's letters."""
    status: DomainStatus
    status_detail: DomainDetail
    message: str
    """What is missing, and what to do about it."""
    txt_name: str
    txt_value: str
    cname_target: str
    records: list[DnsRecord]
    """The same as records."""
    created_at: datetime
    checked_at: datetime | None
    next_check_at: datetime | None
    verified_at: datetime | None
    gives_up_at: datetime | None
    """When a pending domain fails. null for others."""
