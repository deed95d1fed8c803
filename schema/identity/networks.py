"""Addresses and networks in one form. An IPv4 address inside IPv6 becomes IPv4."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAPPED_BITS = 96
"""::ffff:0:0/96 contains all of IPv4 (RFC 4291 §2.5.5.2)."""


def address_of(text: str) -> Address:
    """The address, without zone. Raises ValueError."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def network_of(text: str) -> IpNetwork:
    """The network. A single address is a network of its own. Raises ValueError, also for bits set after the prefix."""
    if "%" in text:
        raise ValueError("a network has no zone")
    network = ipaddress.ip_network(text)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return ipaddress.ip_network(f"{mapped}/{network.prefixlen - _MAPPED_BITS}")


def is_within(inner: IpNetwork, outer: IpNetwork) -> bool:
    """Whether the first contains every address of the second. IPv4 is never within IPv6."""
    return (
        inner.version == outer.version
        and outer.network_address <= inner.network_address  # type: ignore[operator]
        and inner.broadcast_address <= outer.broadcast_address  # type: ignore[operator]
    )


def _in_one_spelling(text: str) -> str:
    return str(network_of(text))


Network = Annotated[str, AfterValidator(_in_one_spelling)]
"""`192.0.2.0/24`, `2001:db8::/32`, or a single address, which becomes its /32 or /128."""
