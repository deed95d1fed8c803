"""Third stage: addresses that need no picture: an image that has moved, and the facts of one."""

from pixelflare.base.errors import NotFound, Unavailable
from pixelflare.delivery.answers import Answer, facts_answer, moved_answer
from pixelflare.delivery.last_look import last_look
from pixelflare.delivery.lookup import has_moved
from pixelflare.delivery.records import Seen
from pixelflare.delivery.services import CdnServices


def redirect(seen: Seen, services: CdnServices) -> Answer | None:
    """The whole answer, or None when a picture is asked for. Raises as `last_look` does."""
    if has_moved(seen.image, seen.asked):
        return _lead_on(seen, services)
    return _tell_facts(seen, services) if seen.asked.is_facts else None


def _lead_on(seen: Seen, services: CdnServices) -> Answer:
    """From where the image was to where it is."""
    look = last_look(seen, services)
    if not has_moved(look.image, seen.asked):
        raise Unavailable("this image is just coming back", retry_after_seconds=1)
    return moved_answer(look.image, seen.asked.below(look.image.image_path.path), now=look.at)


def _tell_facts(seen: Seen, services: CdnServices) -> Answer:
    look = last_look(seen, services)
    if has_moved(look.image, seen.asked):
        raise NotFound("there is no such image")
    return facts_answer(look.image, now=look.at)
