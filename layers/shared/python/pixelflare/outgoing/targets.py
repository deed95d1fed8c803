"""What an address asks for: host, port and path, if it is one that may be asked at all."""

from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from pixelflare.base.errors import InvalidRequest
from schema.limits import MAX_FETCHED_ADDRESS_LENGTH

HTTPS = 443
_KEPT = "%/:=&?~+!$,;'@()*[]-._"
"""What stays as it is in path and query; all else is encoded, so that no line break ends up in a request."""


class Target(NamedTuple):
    host: str
    port: int
    path: str
    """With its query, in ASCII."""

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}{'' if self.port == HTTPS else f':{self.port}'}{self.path}"


def target_of(address: str, *, port: int = HTTPS) -> Target:
    """Raises InvalidRequest for anything but `https://host/path` on the usual port, without credentials."""
    if len(address) > MAX_FETCHED_ADDRESS_LENGTH or not address.isprintable():
        raise _refused("the address is too long, or has characters that no address has")
    try:
        parts = urlsplit(address.strip())
        asked = HTTPS if parts.port is None else parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii") if parts.hostname else ""
    except ValueError as problem:  # a port that is none, a bracket too few, a name that IDNA does not know
        raise _refused("this is not a web address") from problem
    if parts.scheme != "https":
        raise _refused("only an https:// address is fetched")
    if parts.username is not None or parts.password is not None:
        raise _refused("an address with a user name or password is not fetched")
    if not host or "%" in host or asked != port:
        raise _refused(f"only the usual port, {port}, of a host is asked")
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    return Target(host, asked, path)


def redirected(target: Target, location: str) -> Target:
    """Where a redirect leads. Raises InvalidRequest like `target_of`."""
    return target_of(urljoin(target.address, location), port=target.port)


def _refused(why: str) -> InvalidRequest:
    return InvalidRequest(why, details={"parameter": "address"})
