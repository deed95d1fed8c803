"""Last stage: what the edge may keep for a year."""

from contextlib import suppress

from pixelflare.base.errors import NotFound, Unavailable
from pixelflare.base.observability import count
from pixelflare.delivery.answers import Answer, large_answer, picture_answer
from pixelflare.delivery.last_look import last_look
from pixelflare.delivery.lookup import has_moved
from pixelflare.delivery.records import Look, Ready
from pixelflare.delivery.services import CdnServices
from pixelflare.variants import is_laid_out_alike, refine_later
from schema.limits import MAX_INLINE_BYTES


def answer(ready: Ready, services: CdnServices) -> Answer:
    """The picture, or where S3 has what is too large for a function. Raises as `last_look` does."""
    look = ready.look or last_look(ready.seen, services)
    if has_moved(look.image, ready.seen.asked) or not is_laid_out_alike(look.image, ready.seen.image):
        raise NotFound("there is no such image")
    given = _given(ready, look, services)
    if ready.was_stored and ready.picture.is_provisional:
        _count_request(ready, services)
    return given


def _given(ready: Ready, look: Look, services: CdnServices) -> Answer:
    if len(ready.picture.body) <= MAX_INLINE_BYTES:
        return picture_answer(ready.picture, look.image, variant=ready.seen.asked.variant, now=look.at)
    asked = ready.seen.asked
    return large_answer(
        ready.picture,
        look.image,
        asked=asked,
        path=asked.picture_path if asked.is_fallback else ready.seen.view.path,
        variant_store=services.variant_store,
        now=look.at,
    )


def _count_request(ready: Ready, services: CdnServices) -> None:
    """Have what was made quickly made smaller when it is asked for often. The viewer has an answer without that."""
    image = ready.seen.image
    with suppress(Unavailable):
        if services.request_counter.note(image.image_id, now=ready.seen.view.clock()):
            refine_later(image, queue=services.variant_queue)
            count("OftenAsked")
