"""Second stage: what a path leads to, and whether viewers may see it there now."""

from contextlib import suppress
from datetime import datetime

from pixelflare.base.errors import Gone, NotFound, TakenDown, Unauthorized
from pixelflare.catalog import ImageStore, refuse_taken_down
from pixelflare.delivery.absence import NotNow, meant_by_handle
from pixelflare.delivery.answers import Answer, handle_answer
from pixelflare.delivery.fallback import fallback_of
from pixelflare.delivery.paths import CdnRequest, PrivatePath
from pixelflare.delivery.records import Parsed, Seen
from pixelflare.delivery.services import CdnServices
from schema.addresses.presets import PRESETS
from schema.library.images import Image


def look_up(parsed: Parsed, services: CdnServices) -> Seen | Answer:
    """The image, or the way to its owner's path when the path begins with a handle.

    Raises NotFound, Unauthorized (private), Gone (expired).
    """
    asked = parsed.asked
    image = _seen_at(asked, images=services.images, now=parsed.view.clock())
    if image is None:
        return _by_handle(asked, services)
    if asked.format is not None and asked.options is None:
        raise NotFound(f"there is no variant {asked.variant}", details={"variants": list(PRESETS)})
    if asked.is_fallback and asked.variant and asked.options is not None:
        found = fallback_of(asked.variant, asked.options, image.facts)
        asked = asked._replace(variant=found.name, format=found.format, options=found.options)
    return Seen(parsed.view, asked, image)


def _seen_at(asked: CdnRequest, *, images: ImageStore, now: datetime) -> Image | None:
    """As `image_at`, but read eventually consistently when that finds the image in its place.

    Such reads spread over the copies of a row that many ask for, and cost half. A picture and facts are answered under
    the fence, which reads the record again, consistently (docs/decisions/0007-who-sees-an-image.md). Refusals and
    redirects are not, so they are never taken from such a read.
    """
    with suppress(NotFound, Unauthorized, Gone, TakenDown):
        image = image_at(asked, images=images, consistent=False, now=now)
        if image is not None and not has_moved(image, asked):
            return image
    return image_at(asked, images=images, now=now)


def image_at(asked: CdnRequest, *, images: ImageStore, consistent: bool = True, now: datetime) -> Image | None:
    """The image that is seen there, or that was and has moved; None when there never was one, or long ago.

    Raises NotFound, Unauthorized (private), Gone (expired).
    """
    if isinstance(asked.what, PrivatePath):
        owner = images.owner_of(asked.what.image_id)
        image_id: str | None = asked.what.image_id
    else:
        claim = images.claim_at(asked.what, consistent=consistent, now=now)
        owner, image_id = asked.what.owner, claim.image_id if claim else None
    if owner is None or image_id is None:
        return None
    return visible(images.find(owner, image_id, consistent=consistent), asked, now=now)


def visible(image: Image | None, asked: CdnRequest, *, now: datetime) -> Image:
    """The image, if viewers may see it by such a path. Raises NotFound, Unauthorized (private), Gone (expired), TakenDown.

    A withheld image is not there, for nobody: whoever has a signed address of it does not learn that it was rejected.
    """
    if image is not None and image.is_servable:
        refuse_taken_down(image)
    if image is None or not image.is_servable or image.is_withheld:
        raise NotNow(asked.what)
    if isinstance(asked.what, PrivatePath):
        if not image.is_private or image.source_extension != asked.what.extension:
            raise NotFound("there is no such image")
    else:
        refuse_private(image)
    refuse_expired(image, now=now)
    return image


def has_moved(image: Image, asked: CdnRequest) -> bool:
    """A signed address is made of the id, which stays."""
    return not isinstance(asked.what, PrivatePath) and image.image_path != asked.what


def refuse_private(image: Image) -> None:
    if image.is_private:
        raise Unauthorized("this image is private")


def refuse_expired(image: Image, *, now: datetime) -> None:
    if image.has_expired(now):
        raise Gone("this image has expired")


def _by_handle(asked: CdnRequest, services: CdnServices) -> Answer:
    """Raises NotFound."""
    handle, place = meant_by_handle(asked, handles=services.handles, users=services.users)
    return handle_answer(handle, asked.below(place.path))
