"""The record is read again before an answer that the edge may keep: docs/decisions/0007-who-sees-an-image.md.

Whoever changes the record afterwards waits until the announced answer has arrived, and purges it then.
"""

from datetime import datetime

from pixelflare.base.errors import Unavailable
from pixelflare.delivery.lookup import visible
from pixelflare.delivery.records import Look, Seen
from pixelflare.delivery.services import CdnServices
from schema.budgets import LAST_LOOK

LONGEST_LOOK = LAST_LOOK


def last_look(seen: Seen, services: CdnServices) -> Look:
    """Announces the answer first. Raises as `lookup.visible` does, and Unavailable when the look took too long."""
    announced = seen.view.clock()
    services.publish_leases.announce_answer(seen.image.image_id, now=announced)
    return look_since(announced, seen, services)


def look_since(announced: datetime, seen: Seen, services: CdnServices) -> Look:
    """The same for an answer that was announced then."""
    current = services.images.find(seen.image.owner, seen.image.image_id)
    now = in_time(announced, seen)
    return Look(visible(current, seen.asked, now=now), now)


def in_time(announced: datetime, seen: Seen) -> datetime:
    """The time now. Raises Unavailable when an answer would reach the edge too late."""
    now = seen.view.clock()
    if now - announced > LONGEST_LOOK:
        raise Unavailable("the record took too long to read", retry_after_seconds=1)
    return now
