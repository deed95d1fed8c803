"""Which addresses are public. The lists: https://www.iana.org/assignments/iana-ipv4-special-registry and …-ipv6-…."""

import ipaddress

import pytest

from pixelflare.outgoing import is_public

REFUSED = {
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "link-local, with the metadata of clouds": ["169.254.169.254", "169.254.170.2", "169.254.79.129", "fe80::1"],
    "metadata elsewhere": ["fd00:ec2::254", "100.100.100.200", "192.0.0.192"],
    "carriers": ["100.64.0.1", "100.127.255.255"],
    "documentation and tests": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1"],
    "multicast, reserved, broadcast": ["224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "ff02::1", "ff0e::1"],
    "mapped IPv4": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:0"],
    "compatible IPv4": ["::127.0.0.1", "::10.0.0.1"],
    "translated IPv4": ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1"],
    "tunnels": ["2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.88.99.1"],
    "site-local": ["fec0::1"],
}
ALLOWED = [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", [each for some in REFUSED.values() for each in some])
def test_network_that_is_nobodys_business_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ALLOWED)
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
