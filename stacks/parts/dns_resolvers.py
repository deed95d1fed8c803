"""Who is asked about the records of custom domains."""

import re

from constructs import Construct

PUBLIC = "1.1.1.1 8.8.8.8"
_RESOLVER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}(:[0-9]{1,5})?")


def dns_resolvers(scope: Construct) -> tuple[str, ...]:
    """Two public ones by default. Lambda's own would answer, too, but remembers for longer that a record was missing."""
    given = str(scope.node.try_get_context("dns_resolvers") or PUBLIC).split()
    for each in given:
        if not _RESOLVER.fullmatch(each):
            raise ValueError(f"dns_resolvers: {each} is no IPv4 address, perhaps with a port, like 127.0.0.1:5300")
    return tuple(given)
