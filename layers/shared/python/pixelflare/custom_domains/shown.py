"""Custom domains as their owners see them: the records to create, and what is missing in words."""

from pixelflare.custom_domains.names import displayed, is_apex
from schema.budgets import DOMAIN_MISSES
from schema.identity.custom_domains import (
    PROOF_PREFIX,
    CustomDomain,
    CustomDomainResource,
    DnsRecord,
    DomainDetail,
    DomainStatus,
)
from schema.limits import DOMAIN_HOURS

_MESSAGES = {
    DomainDetail.NOT_CHECKED: "Create the two records. They are looked for in a minute.",
    DomainDetail.TXT_MISSING: "There is no TXT record {txt_name} yet. Create it with the value {token}.",
    DomainDetail.TXT_WRONG: "The TXT record {txt_name} has another value ({seen}). Add one with the value {token}.",
    DomainDetail.CNAME_MISSING: "{host} has no CNAME record yet. Create one to {target}.",
    DomainDetail.CNAME_ELSEWHERE: "{host} leads to {seen}. Change its record to a CNAME to {target}.",
    DomainDetail.APEX_ADDRESS: (
        "{host} has the address {seen}, and the top of a domain can't have a CNAME. Use an ALIAS, ANAME or flattened CNAME "
        "record to {target} if your DNS provider has them, or take a name below, like images.{host}."
    ),
    DomainDetail.NAME_UNKNOWN: "DNS does not know {host} yet. Create the two records; new ones can take an hour to be seen.",
    DomainDetail.DNS_FAILURE: "The name servers of {host} answer with a failure ({seen}). Ask your DNS provider, or check DNSSEC.",
    DomainDetail.DNS_TIMEOUT: "The name servers of {host} do not answer. They are asked again.",
    DomainDetail.HELD_BY_ANOTHER: (
        "Another user of this installation has proven {host}, and still has the TXT record. Remove that record to take over."
    ),
    DomainDetail.BEING_HANDED_OVER: "{host} is yours, and is taken down for its last owner. That takes some minutes.",
    DomainDetail.USED_ELSEWHERE: (
        "Another CloudFront distribution already has {host}. Remove it there, or have its owner move it "
        "(UpdateDomainAssociation), and verify again."
    ),
    DomainDetail.INSTALLATION_FULL: "This installation has no room for another domain. Its operator has to raise the quota.",
    DomainDetail.CERTIFICATE_PENDING: "The records are right. The certificate is being issued, which takes some minutes.",
    DomainDetail.CERTIFICATE_REFUSED: (
        "The certificate was not issued ({seen}). Check that no CAA record of {host} excludes amazon.com, and verify again."
    ),
    DomainDetail.DEPLOYING: "The certificate is there. The domain is being brought to all edge locations.",
    DomainDetail.ACTIVE: "Images are served at https://{host}/.",
    DomainDetail.LED_AWAY: (
        "The records of {host} did not lead here for {misses} days ({seen}), so it is no longer served. Set them again, and "
        "verify again."
    ),
    DomainDetail.TAKEN_OVER: "Another user of this installation has proven that {host} is theirs, so it is no longer served for you.",
}


_FINAL = {
    DomainDetail.USED_ELSEWHERE,
    DomainDetail.CERTIFICATE_REFUSED,
    DomainDetail.LED_AWAY,
    DomainDetail.TAKEN_OVER,
}
"""Why a domain has failed. Any other detail is what was still missing when its time was over."""


def show_domain(domain: CustomDomain, *, target: str) -> CustomDomainResource:
    """`target` is what the CNAME leads to."""
    txt_name = f"{PROOF_PREFIX}{domain.host}"
    alias = "ALIAS" if is_apex(domain.host) else "CNAME"
    is_pending = domain.status is DomainStatus.PENDING
    return CustomDomainResource(
        id=domain.id,
        hostname=domain.host,
        display_name=displayed(domain.host),
        status=domain.status,
        status_detail=domain.detail,
        message=_message(domain, txt_name=txt_name, target=target),
        txt_name=txt_name,
        txt_value=domain.token,
        cname_target=target,
        records=[
            DnsRecord(type="TXT", name=txt_name, value=domain.token),
            DnsRecord(type=alias, name=domain.host, value=target),
        ],
        created_at=domain.created_at,
        checked_at=domain.checked_at,
        next_check_at=domain.next_check_at,
        verified_at=domain.verified_at,
        gives_up_at=domain.gives_up_at if is_pending else None,
    )


def _message(domain: CustomDomain, *, txt_name: str, target: str) -> str:
    message = _MESSAGES[domain.detail].format(
        host=displayed(domain.host),
        txt_name=txt_name,
        token=domain.token,
        target=target,
        seen=domain.seen or "nothing",
        misses=DOMAIN_MISSES,
    )
    if domain.status is DomainStatus.FAILED and domain.detail not in _FINAL:
        return f"Not ready within {DOMAIN_HOURS} hours. {message} Then verify again."
    if domain.misses and domain.status is DomainStatus.VERIFIED:
        message += f" The last {domain.misses} checks found other records ({domain.seen}): set them again to keep it."
    return message
