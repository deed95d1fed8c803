"""Domains whose next look is overdue: its message is lost, or the pause is longer than a queue's."""

from datetime import datetime

from pixelflare.aws.queues import Queue
from pixelflare.custom_domains.claims import announce
from pixelflare.custom_domains.store import DomainStore


def ask_again(owner: str, host: str, *, domains: DomainStore, queue: Queue, now: datetime) -> bool:
    """Whether a message was sent. A domain that waits for nothing is left alone."""
    domain = domains.find(owner, host)
    if domain is None or domain.next_check_at is None or domain.next_check_at > now:
        return False
    announce(domain, queue=queue)
    return True
