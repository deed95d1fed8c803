"""Host names that can become custom domains: normalised, or refused with a reason."""

import re
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from pixelflare.base.errors import InvalidRequest

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST = 253
"""RFC 1035 §2.3.4, without the final dot."""
_LONGEST_PROVEN = _LONGEST - len("_pixelflare.")
"""The name of the TXT record has to fit, too."""
_OF_AWS = ("cloudfront.net", "amazonaws.com", "amazonaws.com.cn", "aws.dev", "on.aws")


def normalized(hostname: str, *, ours: frozenset[str]) -> str:
    """The host in ASCII (IDNA 2008 after UTS 46) and lower case, without a final dot.

    `ours` are the hosts of this installation. Raises InvalidRequest, with what is wrong in `details.reason`.
    """
    text = hostname.strip()
    if "/" in text or ":" in text or "@" in text:
        raise _refused("address", "give the host name alone, like images.example.com: no https://, port or path")
    if "*" in text:
        raise _refused("wildcard", "a wildcard can't be a custom domain; add each host name by itself")
    host = _in_ascii(text.removesuffix("."))
    labels = host.split(".")
    if _is_number(labels[-1]) or _is_ip(host):
        raise _refused("ip_address", "an IP address can't be a custom domain")
    if len(labels) < 2:
        raise _refused("one_label", "a custom domain has at least two parts, like images.example.com")
    if len(host) > _LONGEST_PROVEN or not all(map(_LABEL.fullmatch, labels)):
        raise _refused("no_host_name", "this is no host name: letters, digits and hyphens, with dots between the parts")
    if host in ours or any(host == zone or host.endswith(f".{zone}") for zone in _OF_AWS):
        raise _refused("ours", "this name belongs to this installation or to AWS")
    if _is_public_suffix(host):
        raise _refused("public_suffix", f"{host} is a public suffix, under which others register names")
    return host


def is_apex(host: str) -> bool:
    """Whether it is the top of a registered domain, which DNS allows no CNAME."""
    return str(_suffixes().privatesuffix(host)) == host


def displayed(host: str) -> str:
    """In Unicode, for people."""
    import idna

    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _in_ascii(text: str) -> str:
    import idna  # tables of Unicode, which only these routes wait for

    if text.isascii() and "xn--" not in text.lower():
        return text.lower()
    try:
        return idna.encode(text, uts46=True).decode().lower()
    except idna.IDNAError as error:
        raise _refused("no_host_name", f"this is no host name: {error}") from error


def _is_number(label: str) -> bool:
    """As the last part it makes an IPv4 address of the whole (https://url.spec.whatwg.org/#ends-in-a-number-checker)."""
    return re.fullmatch(r"[0-9]+|0x[0-9a-f]*", label) is not None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public_suffix(host: str) -> bool:
    """Also of a private registry, like github.io: what is below belongs to many."""
    return bool(_suffixes().is_public(host))


@cache
def _suffixes() -> "PublicSuffixList":
    """The list as the package ships it (https://publicsuffix.org). It takes 70 ms to read."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def _refused(reason: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, details={"parameter": "hostname", "reason": reason})
