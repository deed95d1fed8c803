"""Names that the local cloud gives what it does not play."""

from local.assembly import Resource
from local.naming import attribute


def test_a_distribution_with_a_firewall_resolves_although_nobody_plays_the_firewall() -> None:
    acl = Resource("delivery", "FirewallAcl", "AWS::WAFv2::WebACL", {"Name": "pixelflare-delivery"}, {})
    found = attribute(acl, "Arn", name="pixelflare-delivery", identifier="pixelflare-delivery", host="localhost")
    assert ":global/webacl/pixelflare-delivery/" in found
