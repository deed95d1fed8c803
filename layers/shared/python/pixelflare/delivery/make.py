"""Sixth stage: a missing picture is made by whoever holds the lease, and looked for by the others.

What the work needs is read while the lease is taken. The picture is stored while the answer is announced. Why that keeps
the fence: docs/decisions/0027-what-a-miss-does-at-once.md.
"""

import time
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from pixelflare.base.errors import NotFound, Unavailable
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.base.parallel import Beside
from pixelflare.delivery import last_look
from pixelflare.delivery.find import stored_picture
from pixelflare.delivery.last_look import look_since
from pixelflare.delivery.lookup import has_moved, visible
from pixelflare.delivery.pictures import Sources, begin_sources, made_picture
from pixelflare.delivery.records import Found, Look, Ready, Seen
from pixelflare.delivery.services import CdnServices
from pixelflare.variants import ServedPicture
from schema import budgets
from schema.library.images import Image

_WAIT_SECONDS = budgets.MAKER_PATIENCE.total_seconds()
_LOOK_AGAIN_SECONDS = budgets.MAKER_LOOK_AGAIN.total_seconds()


class Lease(NamedTuple):
    image_id: str
    what: str
    holder: str


@dataclass(frozen=True)
class _Begun:
    """Reads that are under way."""

    sources: Sources
    earlier: Future[ServedPicture | None] | None
    """What somebody else may have made in the meantime; None when that was looked for just now.

    A lease lasts seconds longer than the work under it, so who gets one needs no second look.
    """

    def made_earlier(self) -> ServedPicture | None:
        return self.earlier.result() if self.earlier else None


def make_once(found: Found, services: CdnServices) -> Ready:
    """Raises RateLimited, Unavailable (another is still making it, or it takes too long), and as `last_look` does."""
    seen = found.seen
    if found.picture is not None:
        return Ready(seen, found.picture, was_stored=True)
    asked = seen.asked
    lease = Lease(seen.image.image_id, f"{asked.variant}.{asked.format}" if asked.variant else "original", new_nonce())
    with Beside() as beside:
        earlier = None if found.was_looked_for else beside.begin(stored_picture, seen, services)
        begun = _Begun(begin_sources(seen, services, beside), earlier)
        picture = _take_turn(seen, lease, begun, services)
        if picture is not None:
            return Ready(seen, picture)
        try:
            return _make(seen, lease, begun, services, beside)
        except BaseException:
            services.publish_leases.give_back(*lease)
            raise


def _take_turn(seen: Seen, lease: Lease, begun: _Begun, services: CdnServices) -> ServedPicture | None:
    """None once the lease is ours, or what another has made. One of those who wait goes on when the maker gives up.

    Raises Unavailable when that takes too long.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    picture = None
    while picture is None:
        if services.publish_leases.take(*lease, now=seen.view.clock(), lifetime=budgets.MAKER_LEASE):
            return None
        picture = begun.made_earlier()
        if picture is None:
            if time.monotonic() > deadline:
                raise Unavailable("this variant is being made", retry_after_seconds=1)
            time.sleep(_LOOK_AGAIN_SECONDS)
            picture = stored_picture(seen, services)
    return picture


def _make(seen: Seen, lease: Lease, begun: _Begun, services: CdnServices, beside: Beside) -> Ready:
    """Under the lease: the record, the limits, the picture."""
    allowed = beside.begin(services.on_demand.spend, seen.image, seen.view.viewer, now=seen.view.clock())
    seen = replace(seen, image=_still_seen(seen, services))
    if earlier := begun.made_earlier():
        services.publish_leases.give_back(*lease)
        return Ready(seen, earlier)
    allowed.result()
    store = made_picture(seen, begun.sources, services)
    ready = _stored_and_announced(seen, lease, beside.begin(store), services)
    logger.info(
        "variant made on demand",
        image_id=seen.image.image_id,
        variant=seen.asked.variant,
        bytes=len(ready.picture.body),
    )
    count("VariantMadeOnDemand")
    return ready


def _still_seen(seen: Seen, services: CdnServices) -> Image:
    """The record as it is now. Raises as `lookup.visible` does, and NotFound for an image that has moved."""
    found = services.images.find(seen.image.owner, seen.image.image_id)
    current = visible(found, seen.asked, now=seen.view.clock())
    if has_moved(current, seen.asked):
        raise NotFound("there is no such image")
    return current


def _stored_and_announced(seen: Seen, lease: Lease, storing: Future[ServedPicture], services: CdnServices) -> Ready:
    """The picture is written while the record is read for the answer."""
    announced = seen.view.clock()
    try:
        look = _announced_look(seen, lease, announced, services)
    finally:
        is_late = _waited_for(storing, seen, lease, announced, services)
    picture = storing.result()
    if is_late:
        look = _announced_look(seen, lease, seen.view.clock(), services)
    return Ready(seen, picture, look)


def _announced_look(seen: Seen, lease: Lease, announced: datetime, services: CdnServices) -> Look | None:
    """The lease announces the answer from here on: whoever changes the record waits until it has run out. None when the look
    took too long; the answer is then announced anew, by itself."""
    services.publish_leases.end_with_answer(*lease, now=announced)
    return look_since(announced, seen, services)


def _waited_for(
    storing: Future[ServedPicture], seen: Seen, lease: Lease, announced: datetime, services: CdnServices
) -> bool:
    """Waits for the write; whether it took so long that the answer has to be announced anew.

    The lease is made longer again before it can run out: nothing may be written without one.
    """
    left = announced + last_look.LONGEST_LOOK - seen.view.clock()
    done, _ = wait([storing], timeout=max(0.0, left.total_seconds()))
    if done:
        return False
    services.publish_leases.take(*lease, now=seen.view.clock(), lifetime=budgets.MAKER_LEASE)
    wait([storing])
    return True
