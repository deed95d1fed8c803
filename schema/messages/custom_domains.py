"""Messages of the queue of custom domains."""

from typing import Literal

from schema.base import Message


class DomainCheckRequested(Message):
    """Look at a custom domain, and do the next step."""

    kind: Literal["domain_check_requested"] = "domain_check_requested"
    owner: str
    host: str
    check: int
    """How many checks there were before. A message for an earlier one does nothing."""
