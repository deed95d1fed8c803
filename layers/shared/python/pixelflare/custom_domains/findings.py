"""What DNS says of a domain: whether it is its owner's, and whether it leads here."""

from typing import NamedTuple

from pixelflare.custom_domains.names import is_apex
from pixelflare.custom_domains.resolver import Dns, DnsFails, DnsSilent, NameUnknown
from schema.identity.custom_domains import PROOF_PREFIX, CustomDomain, DomainDetail

_LONGEST_SEEN = 100


class Finding(NamedTuple):
    """What is wrong with one of the two records. Neither is wrong without a detail."""

    detail: DomainDetail | None = None
    seen: str | None = None

    @property
    def is_right(self) -> bool:
        return self.detail is None

    @property
    def is_certain(self) -> bool:
        """Whether DNS has said so, and not only failed to answer."""
        return self.detail not in (DomainDetail.DNS_FAILURE, DomainDetail.DNS_TIMEOUT)


RIGHT = Finding()


def find_out(domain: CustomDomain, *, target: str, dns: Dns) -> Finding:
    """Of both records, the one that its owner should look at first."""
    proof = proof_of(domain, dns=dns)
    direction = direction_of(domain.host, target=target, dns=dns)
    if proof.detail is DomainDetail.TXT_MISSING and direction.detail is DomainDetail.NAME_UNKNOWN:
        return direction
    if not proof.is_certain or direction.is_right:
        return proof
    return direction if proof.is_right or not direction.is_certain else proof


def proof_of(domain: CustomDomain, *, dns: Dns) -> Finding:
    """Of the TXT record. A name may have several; one is enough."""
    try:
        texts = dns.texts(f"{PROOF_PREFIX}{domain.host}")
    except NameUnknown:
        return Finding(DomainDetail.TXT_MISSING)
    except DnsFails as failing:
        return Finding(DomainDetail.DNS_FAILURE, str(failing))
    except DnsSilent:
        return Finding(DomainDetail.DNS_TIMEOUT)
    if domain.token in (text.strip() for text in texts):
        return RIGHT
    return Finding(DomainDetail.TXT_WRONG, _shown(texts[0])) if texts else Finding(DomainDetail.TXT_MISSING)


def direction_of(host: str, *, target: str, dns: Dns) -> Finding:
    """Of the CNAME, perhaps in several steps; or of the addresses that a provider puts in place of one (ALIAS)."""
    try:
        chain = dns.chain(host)
        if target.lower() in chain:
            return RIGHT
        if chain:
            return Finding(DomainDetail.CNAME_ELSEWHERE, _shown(chain[-1]))
        return _by_address(host, target=target, dns=dns)
    except NameUnknown:
        return Finding(DomainDetail.NAME_UNKNOWN)
    except DnsFails as failing:
        return Finding(DomainDetail.DNS_FAILURE, str(failing))
    except DnsSilent:
        return Finding(DomainDetail.DNS_TIMEOUT)


def _by_address(host: str, *, target: str, dns: Dns) -> Finding:
    """Edge locations differ by resolver, so one common address is enough."""
    found = dns.addresses(host)
    if not found:
        return Finding(DomainDetail.CNAME_MISSING)
    try:
        ours = set(dns.addresses(target))
    except NameUnknown:
        ours = set()
    if ours & set(found):
        return RIGHT
    return Finding(DomainDetail.APEX_ADDRESS if is_apex(host) else DomainDetail.CNAME_ELSEWHERE, found[0])


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text[:_LONGEST_SEEN])
