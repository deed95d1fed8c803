"""Who mails come from."""

import re

from constructs import Construct

_IDENTITY = re.compile(r"([a-z0-9._%+-]+@)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def ses_identity(scope: Construct) -> str | None:
    """A domain or an address, as SES calls its identities; None without one."""
    given = str(scope.node.try_get_context("ses_identity") or "")
    if given and not _IDENTITY.fullmatch(given):
        raise ValueError(
            f"ses_identity: {given} is neither a domain like example.com nor an address like mail@example.com"
        )
    return given or None


def sender_of(identity: str) -> str:
    """The address, or `no-reply` of the domain."""
    return identity if "@" in identity else f"no-reply@{identity}"
