"""Which IP addresses are public: nobody's own machine, network or cloud."""

import ipaddress
from collections.abc import Iterator

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        # Python's `is_global` allows these two; both lead to relays that may lead anywhere (RFC 7526, RFC 4380).
        "2002::/16",
        "2001::/32",
        "192.88.99.0/24",
        # Translations of IPv4 for local use (RFC 8215), and site-local addresses (RFC 3879).
        "64:ff9b:1::/48",
        "fec0::/10",
        # Oracle's and Alibaba's metadata services; AWS's are link-local and unique local.
        "192.0.0.192/32",
        "100.100.100.200/32",
    )
)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 inside IPv6, as NAT64 writes it (RFC 6052)."""


def is_public(address: IpAddress) -> bool:
    """Whether the address, and each IPv4 address that it holds in some form, is one of the public Internet."""
    return all(_is_public(each) for each in (address, *_held_in(address)))


def _is_public(address: IpAddress) -> bool:
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _TRANSLATED):
        return True  # what it holds decides
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _held_in(address: IpAddress) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address in _TRANSLATED:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
