"""Questions to DNS: the texts of a name, where its CNAMEs lead, its addresses."""

from collections.abc import Sequence
from typing import Any, Protocol

from schema.budgets import DNS_PATIENCE

_MOST_STEPS = 8
"""Of a chain of CNAMEs. Resolvers give up at about as many."""


class NameUnknown(Exception):
    """No record of any type has this name (NXDOMAIN)."""


class DnsFails(Exception):
    """The name's servers answer with a failure. The message names it."""


class DnsSilent(Exception):
    """Nobody has answered in time."""


class Dns(Protocol):
    """Each question raises DnsFails and DnsSilent; all but `chain` raise NameUnknown."""

    def texts(self, name: str) -> list[str]:
        """What its TXT records say."""

    def chain(self, name: str) -> list[str]:
        """The names that its CNAMEs lead to, one after the other. Empty without a CNAME."""

    def addresses(self, name: str) -> list[str]:
        """IPv4 and IPv6, where CNAMEs lead to."""


class Resolver:
    """Asks recursive resolvers, each like `1.1.1.1` or `127.0.0.1:5300`, the first one first."""

    def __init__(self, servers: Sequence[str]) -> None:
        from dns.nameserver import Do53Nameserver
        from dns.resolver import Resolver as Stub

        self._stub = Stub(configure=False)
        self._stub.nameservers = [Do53Nameserver(*_server(each)) for each in servers]
        self._stub.lifetime = DNS_PATIENCE.total_seconds()
        self._stub.timeout = DNS_PATIENCE.total_seconds() / 2
        self._stub.cache = None

    def texts(self, name: str) -> list[str]:
        return [b"".join(record.strings).decode("ascii", "replace") for record in self._ask(name, "TXT")]

    def chain(self, name: str) -> list[str]:
        found: list[str] = []
        while len(found) < _MOST_STEPS:
            try:
                records = self._ask(found[-1] if found else name, "CNAME")
            except NameUnknown:
                if not found:
                    raise
                break  # it leads to a name that is not there
            if not records:
                break
            found.append(records[0].target.to_text(omit_final_dot=True).lower())
        return found

    def addresses(self, name: str) -> list[str]:
        return [record.address for type_ in ("A", "AAAA") for record in self._ask(name, type_)]

    def _ask(self, name: str, type_: str) -> list[Any]:
        """The records, or none."""
        from dns.exception import Timeout
        from dns.resolver import NXDOMAIN, YXDOMAIN, NoNameservers

        try:
            answer = self._stub.resolve(f"{name}.", type_, raise_on_no_answer=False, search=False)
        except NXDOMAIN as unknown:
            raise NameUnknown(name) from unknown
        except Timeout as silent:
            raise DnsSilent(name) from silent
        except (NoNameservers, YXDOMAIN) as failing:
            raise DnsFails(_failure(failing)) from failing
        return list(answer.rrset or ())


def _server(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":") if text.count(":") == 1 else (text, "", "")
    return host, int(port or 53)


def _failure(failing: Any) -> str:
    """The word that a server has answered, like SERVFAIL."""
    errors = getattr(failing, "kwargs", {}).get("errors", [])
    words = [str(each[3]) for each in errors if str(each[3]).isalpha()]
    return words[-1] if words else "no usable answer"
