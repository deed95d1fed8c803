"""A key counts from its networks only, whatever a client says of its address."""

import pytest

from pixelflare.base import clock
from tests.integration.api_keys import ELSEWHERE, FORBIDDEN, HERE, code, make, use
from tests.integration.cloud import Cloud, User

# From where


@pytest.mark.parametrize(
    ("networks", "viewer", "taken"),
    [
        (["198.51.100.0/24"], HERE, True),
        (["198.51.100.0/24"], ELSEWHERE, False),
        (["203.0.113.0/24", HERE], HERE, True),
        (["::ffff:198.51.100.0/120"], HERE, True),
        (["198.51.100.0/24"], f"::ffff:{HERE}", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "2001:db9::1", False),
        (["::/0"], HERE, False),
    ],
)
def test_key_is_taken_from_its_networks_only(
    cloud: Cloud, user: User, networks: list[str], viewer: str, taken: bool
) -> None:
    key = make(user, allowed_ips=networks)["key"]
    answer = use(cloud, key, viewer=viewer)

    assert answer.status == 200 if taken else code(answer) == FORBIDDEN


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "cloudfront-viewer-address"])
def test_forwarding_header_does_not_bring_a_key_into_its_network(cloud: Cloud, user: User, name: str) -> None:
    key = make(user, allowed_ips=[HERE])["key"]

    assert code(use(cloud, key, viewer=ELSEWHERE, **{name: HERE})) == FORBIDDEN
    assert code(use(cloud, key, viewer=ELSEWHERE, **{name: f"for={HERE}"})) == FORBIDDEN


@pytest.mark.parametrize("proof", [None, "", "forged"])
def test_viewer_address_without_proof_that_the_edge_wrote_it_is_refused(
    cloud: Cloud, user: User, proof: str | None
) -> None:
    """A call to the HTTP API's own address, past the distribution."""
    key = make(user, allowed_ips=[HERE])["key"]
    headers = {"authorization": f"Bearer {key}", "x-viewer-address": HERE}
    answer = cloud._http(
        "api", "GET", "/v1/albums", headers=headers | ({} if proof is None else {"x-origin-proof": proof})
    )

    assert code(answer) == FORBIDDEN


@pytest.mark.parametrize("address", ["", "unknown", "198.51.100.7, 203.0.113.9"])
def test_restricted_key_is_refused_from_an_address_that_is_none(cloud: Cloud, user: User, address: str) -> None:
    key = make(user, allowed_ips=["0.0.0.0/0", "::/0"])["key"]

    with pytest.raises(Exception, match="from this network"):
        cloud.services("api").key_ring.caller(key, address=address, now=clock.now())


def test_networks_are_shown_in_one_spelling(user: User) -> None:
    made = make(user, allowed_ips=["192.0.2.7", "2001:DB8::1", "::ffff:192.0.2.0/120"])

    assert made["allowed_ips"] == ["192.0.2.7/32", "2001:db8::1/128", "192.0.2.0/24"]
