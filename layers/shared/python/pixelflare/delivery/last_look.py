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
_LOOKS = 3


def last_look(seen: Seen, services: CdnServices) -> Look:
    """Announces the answer first. Raises as `lookup.visible` does, and Unavailable when the looks took too long.

    The time of a look includes the write of its announcement, and one slow write (a new connection, a repetition by the
    SDK) is enough to be late. Nothing has been answered then, so the answer is announced anew.
    """
    for _ in range(_LOOKS):
        announced = seen.view.clock()
        services.publish_leases.announce_answer(seen.image.image_id, now=announced)
        look = look_since(announced, seen, services)
        if look is not None:
            return look
    raise Unavailable("the record took too long to read", retry_after_seconds=1)


def look_since(announced: datetime, seen: Seen, services: CdnServices) -> Look | None:
    """The same for an answer that was announced then; None when it would reach the edge too late."""
    current = services.images.find(seen.image.owner, seen.image.image_id)
    now = seen.view.clock()
    if now - announced > LONGEST_LOOK:
        return None
    return Look(visible(current, seen.asked, now=now), now)
