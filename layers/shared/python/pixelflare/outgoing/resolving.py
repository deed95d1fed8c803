"""From a host's name to the one IP address that is connected to."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pixelflare.base.errors import InvalidRequest, SourceFailed
from pixelflare.outgoing.networks import IpAddress

Lookup = Callable[[str, int], Sequence[IpAddress]]
"""All addresses of a host. Raises OSError."""


def look_up(host: str, port: int) -> list[IpAddress]:
    """As the system's resolver says, which also reads numbers like 2130706433 and 0x7f.1. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


def pinned(
    host: str,
    port: int,
    *,
    lookup: Lookup,
    is_allowed: Callable[[IpAddress], bool],
    seconds: float,
    parameter: str = "address",
) -> IpAddress:
    """The address to connect to. A name that leads to any place that is not allowed is refused as a whole.
    `parameter`: what of the request names the host.

    Raises SourceFailed for a name that is not known within the time, InvalidRequest for one that may not be asked.
    """
    pool = ThreadPoolExecutor(max_workers=1)  # the system's call knows no time limit of ours
    try:
        found = pool.submit(lookup, host, port).result(timeout=max(0.0, seconds))
    except (OSError, UnicodeError, TimeoutError) as problem:
        raise SourceFailed(f"the host {host} is not known") from problem
    finally:
        pool.shutdown(wait=False)
    if not found:
        raise SourceFailed(f"the host {host} is not known")
    if not all(map(is_allowed, found)):
        raise InvalidRequest(
            f"the host {host} is not in the public Internet, so it is not asked", details={"parameter": parameter}
        )
    return found[0]
