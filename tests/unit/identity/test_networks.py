"""Networks an API key may be used from, and what is inside them."""

import pytest

from schema.identity.networks import address_of, is_within, network_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("2001:db8:0:0::/32", "2001:db8::/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::/0", "::/0"),
    ],
)
def test_network_has_one_spelling(written: str, meant: str) -> None:
    assert str(network_of(written)) == meant


@pytest.mark.parametrize("text", ["", "x", "192.0.2.1/24", "192.0.2.0/33", "192.0.2", "fe80::1%eth0", "010.0.0.1"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        network_of(text)


@pytest.mark.parametrize(
    ("address", "network", "inside"),
    [
        ("192.0.2.7", "192.0.2.0/24", True),
        ("::ffff:192.0.2.7", "192.0.2.0/24", True),
        ("192.0.3.7", "192.0.2.0/24", False),
        ("2001:db8::7", "2001:db8::/32", True),
        ("fe80::1%eth0", "fe80::/10", True),
        ("192.0.2.7", "::/0", False),
    ],
)
def test_address_is_in_its_network_however_it_arrives(address: str, network: str, inside: bool) -> None:
    assert (address_of(address) in network_of(network)) is inside


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        ("192.0.2.128/25", "192.0.2.0/24", True),
        ("192.0.2.0/24", "192.0.2.0/24", True),
        ("192.0.2.0/23", "192.0.2.0/24", False),
        ("192.0.2.0/24", "::/0", False),
        ("2001:db8::/48", "2001:db8::/32", True),
        ("192.0.0.0/16", "192.0.2.0/24", False),
    ],
)
def test_network_within_a_network(inner: str, outer: str, inside: bool) -> None:
    assert is_within(network_of(inner), network_of(outer)) is inside
