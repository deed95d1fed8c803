"""The proven address of a viewer.

Anybody may call the HTTP API's own address with any headers. Only our distribution knows the secret that it sends
along, and it overwrites `x-viewer-address` with the address that it sees (stacks/edge/api.js): so that header is
believed when the secret comes with it, and nothing else is. `X-Forwarded-For` never counts.
"""

import ipaddress
from collections.abc import Mapping
from typing import Protocol

from pixelflare.base.errors import Forbidden

PROOF_HEADER = "x-origin-proof"
VIEWER_HEADER = "x-viewer-address"


class OriginProof(Protocol):
    def is_known_by(self, shown: str) -> bool:
        """Whether this is what only the distribution knows."""


def proven_viewer(headers: Mapping[str, str], *, proof: OriginProof) -> str:
    """The viewer's address. Raises Forbidden for a request that did not come through the distribution."""
    shown = headers.get(PROOF_HEADER, "")
    if not shown or not proof.is_known_by(shown):
        raise Forbidden("call the API through its distribution")
    return unified_address(headers.get(VIEWER_HEADER, ""))


def unified_address(stated: str) -> str:
    """One spelling an address; an IPv4 address that is written as IPv6 is the IPv4 address. Raises Forbidden."""
    try:
        address = ipaddress.ip_address(stated.strip())
    except ValueError as unreadable:
        raise Forbidden("the distribution did not say whose request this is") from unreadable
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def network_of(address: str) -> str:
    """What is counted as one caller: an IPv6 subscriber has a whole /64 to ask from."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
