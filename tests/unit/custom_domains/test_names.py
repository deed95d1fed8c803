"""Which host names can become custom domains."""

import pytest

from pixelflare.base.errors import InvalidRequest
from pixelflare.custom_domains.names import displayed, is_apex, normalized

OURS = frozenset({"cdn.example.net"})


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("Images.Example.COM", "images.example.com"),
        (" images.example.com. ", "images.example.com"),
        ("example.com", "example.com"),
        ("bücher.example.com", "xn--bcher-kva.example.com"),
        ("xn--bcher-kva.example.com", "xn--bcher-kva.example.com"),
        ("BÜCHER。example．com", "xn--bcher-kva.example.com"),
        ("straße.de", "xn--strae-oqa.de"),
        ("a.co.uk", "a.co.uk"),
        ("me.github.io", "me.github.io"),
        ("pictures.localhost", "pictures.localhost"),
        ("under.cdn.example.net", "under.cdn.example.net"),
    ],
)
def test_host_is_written_in_one_way(given: str, host: str) -> None:
    assert normalized(given, ours=OURS) == host


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("https://images.example.com/", "address"),
        ("images.example.com:443", "address"),
        ("me@example.com", "address"),
        ("[2001:db8::1]", "address"),
        ("2001:db8::1", "address"),
        ("*.example.com", "wildcard"),
        ("192.0.2.1", "ip_address"),
        ("192.0.2.1.", "ip_address"),
        ("1.2.3", "ip_address"),
        ("example.0x7f", "ip_address"),
        ("localhost", "one_label"),
        ("", "one_label"),
        ("images..example.com", "no_host_name"),
        ("-images.example.com", "no_host_name"),
        ("my_images.example.com", "no_host_name"),
        ("images example.com", "no_host_name"),
        ("images\x00.example.com", "no_host_name"),
        ("xn--99999999.example.com", "no_host_name"),
        (f"{'a' * 64}.example.com", "no_host_name"),
        (".".join(["a" * 60] * 4) + ".com", "no_host_name"),
        ("\u202eexample.com", "no_host_name"),
        ("cdn.example.net", "ours"),
        ("CDN.example.net.", "ours"),
        ("d111111abcdef8.cloudfront.net", "ours"),
        ("bucket.s3.amazonaws.com", "ours"),
        ("co.uk", "public_suffix"),
        ("github.io", "public_suffix"),
        ("公司.cn", "public_suffix"),
    ],
)
def test_what_is_no_host_of_an_owner_is_refused_with_a_reason(given: str, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        normalized(given, ours=OURS)
    assert refused.value.details == {"parameter": "hostname", "reason": reason}


def test_top_of_a_registered_domain_is_known() -> None:
    assert [
        is_apex(host) for host in ("example.com", "images.example.com", "a.co.uk", "b.a.co.uk", "me.github.io")
    ] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_people_see_their_own_letters() -> None:
    assert displayed("xn--bcher-kva.example.com") == "bücher.example.com"
