"""A viewer's miss: who may see the picture, make it once, keep it where the edge or the next miss finds it."""

import ipaddress
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pixelflare.accounts import AddressKeys, HandleStore, UserStore
from pixelflare.addresses import signatures
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.base.errors import NotFound, Unavailable
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.delivery.absence import NeverThere, meant_by_handle
from pixelflare.delivery.answers import (
    Answer,
    facts_answer,
    handle_answer,
    large_answer,
    moved_answer,
    picture_answer,
)
from pixelflare.delivery.deadline import made_within
from pixelflare.delivery.lookup import has_moved, look_up, seen
from pixelflare.delivery.paths import CdnRequest, parse
from pixelflare.imaging import Rendered
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import (
    PublishLeases,
    RequestCounter,
    ServedPicture,
    VariantStore,
    finish_later,
    is_laid_out_alike,
    is_worth_refining,
    make_variant,
    original_of,
    put_served_copy,
    refine_later,
)
from schema import budgets
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.library.images import Image
from schema.limits import MAX_INLINE_BYTES

_LONGEST_LOOK = budgets.LAST_LOOK
_WAIT_SECONDS = budgets.MAKER_PATIENCE.total_seconds()
_LOOK_AGAIN_SECONDS = budgets.MAKER_LOOK_AGAIN.total_seconds()
_DEADLINE_SECONDS = budgets.MAKING_DEADLINE.total_seconds()
_FINISHED_SECONDS = int(budgets.FINISHED_LATER.total_seconds())

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class CdnServices:
    images: ImageStore
    handles: HandleStore
    users: UserStore
    originals: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    limiter: RateLimiter
    on_demand: Limit
    """How many variants may be made for one address."""
    address_keys: AddressKeys
    widths: frozenset[int]
    """Those that anybody may ask for."""
    variant_queue: Queue
    request_counter: RequestCounter


@dataclass(frozen=True)
class Viewer:
    """Who asks, and with which signature. `viewer` is the proven address."""

    viewer: str
    signature: signatures.AddressSignature | None = None


def serve(path: str, query: Mapping[str, str], *, viewer: str, stores: CdnServices, clock: Clock) -> Answer:
    """What is behind a path that S3 did not have, or may not give out by itself. `viewer` is the proven address.

    Raises NotFound, Unauthorized (private), Gone (expired), Forbidden (options that nobody has
    signed for), RateLimited, Unavailable (another is still making it, or it takes too long).
    """
    asked = parse(path)
    if asked is None:
        raise NeverThere("there is no such image")
    image = look_up(asked, images=stores.images, now=clock())
    if image is None:
        return _by_handle(asked, stores)
    if asked.variant is not None and asked.variant not in PRESETS and "=" not in asked.variant:
        raise NotFound(f"there is no variant {asked.variant}", details={"variants": list(PRESETS)})
    if has_moved(image, asked):
        return _lead_on(asked, image, stores=stores, clock=clock)
    if asked.is_facts:
        return _tell_facts(asked, image, stores=stores, clock=clock)
    picture = _find(asked, image, stores)
    is_asked_again = picture is not None and picture.is_provisional
    if picture is None:
        visit = Viewer(viewer, signatures.signature_in(query))
        _check_permission(asked, image, visit, stores, now=clock())
        image, picture = _make_once(asked, image, visit=visit, stores=stores, clock=clock)
    answer = _answer(asked, image, picture, path=path, stores=stores, clock=clock)
    if is_asked_again:
        _note_visit(image, stores, now=clock())
    return answer


def _by_handle(asked: CdnRequest, stores: CdnServices) -> Answer:
    """Where the owner's images really are, when the path begins with a handle. Raises NotFound."""
    handle, place = meant_by_handle(asked, handles=stores.handles, users=stores.users)
    return handle_answer(handle, asked.below(place.path))


def _find(asked: CdnRequest, image: Image, stores: CdnServices) -> ServedPicture | None:
    return stores.variant_store.find(image, asked.variant, asked.format)


def _check_permission(asked: CdnRequest, image: Image, visit: Viewer, stores: CdnServices, *, now: datetime) -> None:
    """Raises Forbidden. What has been made already was permitted then."""
    if asked.variant is not None and not signatures.is_open(asked.variant, widths=stores.widths):
        path = f"{asked.what.path}/{asked.variant}"
        signatures.check(path, visit.signature, keys=lambda: stores.address_keys.valid_for(image.owner), now=now)


def _make_once(
    asked: CdnRequest, image: Image, *, visit: Viewer, stores: CdnServices, clock: Clock
) -> tuple[Image, ServedPicture]:
    """Made by whoever holds the lease, and looked for by the others; one of them goes on when the maker gives up."""
    what, holder = f"{asked.variant}.{asked.format}" if asked.variant else "original", new_nonce()
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        if stores.publish_leases.take(image.image_id, what, holder, now=clock(), lifetime=budgets.MAKER_LEASE):
            try:
                image = _still_seen(asked, image, stores, now=clock())
                # The one before may have finished between our look and our lease.
                return image, _find(asked, image, stores) or _make(asked, image, visit, stores, now=clock())
            finally:
                stores.publish_leases.give_back(image.image_id, what, holder)
        if time.monotonic() > deadline:
            raise Unavailable("this variant is being made", retry_after_seconds=1)
        time.sleep(_LOOK_AGAIN_SECONDS)
        if found := _find(asked, image, stores):
            return image, found


def _make(asked: CdnRequest, image: Image, visit: Viewer, stores: CdnServices, *, now: datetime) -> ServedPicture:
    stores.limiter.spend(stores.on_demand, _network(visit.viewer), now=now)
    if asked.variant is None or asked.format is None:
        original = original_of(image, originals=stores.originals)
        picture = put_served_copy(image, original, variant_store=stores.variant_store)
    else:
        made = _made_in_time(image, asked.variant, asked.format, stores)
        if is_worth_refining(image, made):
            picture = stores.variant_store.put_provisional(image, asked.variant, made.body)
        else:
            picture = stores.variant_store.put_variant(image, asked.variant, asked.format, made.body)
    logger.info("variant made on demand", image_id=image.image_id, variant=asked.variant, bytes=len(picture.body))
    count("VariantMadeOnDemand")
    return picture


def _made_in_time(image: Image, variant: str, format_: Format, stores: CdnServices) -> Rendered:
    """Raises Unavailable when it takes too long; the queue's consumer has the time to finish it."""
    try:
        return made_within(
            _DEADLINE_SECONDS,
            lambda: make_variant(image, variant, format_, images=stores.images, originals=stores.originals),
        )
    except TimeoutError as too_slow:
        finish_later(image, variant, format_, queue=stores.variant_queue)
        count("VariantTooSlow")
        raise Unavailable("this variant takes a while to make", retry_after_seconds=_FINISHED_SECONDS) from too_slow


def _note_visit(image: Image, stores: CdnServices, *, now: datetime) -> None:
    """Have what was made quickly made smaller when it is asked for often. The viewer has an answer without that."""
    with suppress(Unavailable):
        if stores.request_counter.note(image.image_id, now=now):
            refine_later(image, queue=stores.variant_queue)
            count("OftenAsked")


def _answer(
    asked: CdnRequest, image: Image, picture: ServedPicture, *, path: str, stores: CdnServices, clock: Clock
) -> Answer:
    """What the edge may keep for a year."""
    current, now = _last_look(asked, image, stores=stores, clock=clock)
    if has_moved(current, asked) or not is_laid_out_alike(current, image):
        raise NotFound("there is no such image")
    if len(picture.body) <= MAX_INLINE_BYTES:
        return picture_answer(picture, current, now=now)
    return large_answer(picture, current, path=path, variant_store=stores.variant_store, asked=asked, now=now)


def _tell_facts(asked: CdnRequest, image: Image, *, stores: CdnServices, clock: Clock) -> Answer:
    """What is known of the image instead of a picture of it."""
    current, now = _last_look(asked, image, stores=stores, clock=clock)
    if has_moved(current, asked):
        raise NotFound("there is no such image")
    return facts_answer(current, now=now)


def _lead_on(asked: CdnRequest, image: Image, *, stores: CdnServices, clock: Clock) -> Answer:
    """From where the image was to where it is."""
    current, now = _last_look(asked, image, stores=stores, clock=clock)
    if not has_moved(current, asked):
        raise Unavailable("this image is just coming back", retry_after_seconds=1)
    return moved_answer(current, asked.below(current.image_path.path), now=now)


def _last_look(asked: CdnRequest, image: Image, *, stores: CdnServices, clock: Clock) -> tuple[Image, datetime]:
    """The record before an answer that the edge may keep, and the time. Raises as `lookup.seen` does, and Unavailable
    when the look has taken so long that the answer could come too late.

    Whoever changes the record after it waits until the answer has arrived, and purges it then.
    """
    announced = clock()
    stores.publish_leases.announce_answer(image.image_id, now=announced)
    current = stores.images.find(image.owner, image.image_id)
    now = clock()
    if now - announced > _LONGEST_LOOK:
        raise Unavailable("the record took too long to read", retry_after_seconds=1)
    return seen(current, asked, now=now), now


def _still_seen(asked: CdnRequest, image: Image, stores: CdnServices, *, now: datetime) -> Image:
    """The record as it is now. Raises as `lookup.seen` does, and NotFound for an image that has moved."""
    current = seen(stores.images.find(image.owner, image.image_id), asked, now=now)
    if has_moved(current, asked):
        raise NotFound("there is no such image")
    return current


def _network(viewer: str) -> str:
    """An IPv6 subscriber has a whole /64 to ask from, so that is what is counted."""
    address = ipaddress.ip_address(viewer)
    if address.version == 4:
        return viewer
    return str(ipaddress.ip_network(f"{viewer}/64", strict=False).network_address)
