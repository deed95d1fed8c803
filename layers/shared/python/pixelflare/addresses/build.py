"""Builds an image's addresses. A private image's are signed, with one signature for all its variants, until it
expires."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from pixelflare.base.errors import Conflict, Gone, NotReady
from pixelflare.catalog import addresses_of, refuse_withheld, resource_of
from schema.addresses.access import AccessAddresses
from schema.addresses.formats import Format
from schema.keys.objects import private_folder
from schema.library.image_resource import ImageResource
from schema.library.images import Image
from schema.limits import PRIVATE_URL_SECONDS

_STEP = timedelta(hours=1)
_PREVIEWED = "w512"
"""The preset that shows a held picture to its owner."""


class Signer(Protocol):
    """pixelflare.aws.signed_urls.AddressSigner"""

    def signature(self, resource: str, *, until: datetime) -> str: ...


class Previews(Protocol):
    """pixelflare.variants.VariantStore"""

    def address(
        self, image: Image, variant: str, format_: Format, *, content_type: str, lifetime: timedelta
    ) -> str: ...


def show(
    image: Image, *, public_url: str, signer: Signer, previews: Callable[[], Previews], now: datetime
) -> ImageResource:
    """The image as its owner sees it. A private image's addresses are valid for an hour or two, a held one's preview for one.

    `previews` makes the store, for images that have a preview.
    """
    seen = signature_to_see(image, public_url=public_url, signer=signer, now=now)
    preview = _preview(image, previews()) if image.is_withheld and _PREVIEWED in image.variants_ready else None
    return resource_of(image, public_url=public_url, signature=seen.query, preview_url=preview)


def _preview(image: Image, previews: Previews) -> str:
    """Of S3 itself: the edge gives nobody anything of a picture that is held."""
    lifetime = timedelta(seconds=PRIVATE_URL_SECONDS)
    return previews.address(image, _PREVIEWED, Format.WEBP, content_type=Format.WEBP.content_type, lifetime=lifetime)


class Sight(NamedTuple):
    """The query that opens a private image, and its expiry. Empty for an image that needs none."""

    query: str = ""
    until: datetime | None = None


def signature_to_see(
    image: Image, *, public_url: str, signer: Signer, sizes_only: bool = False, now: datetime
) -> Sight:
    """For a private image with bytes, valid for an hour or two. With `sizes_only` it opens no original, only `w512` and such."""
    if not (image.is_private and image.is_servable) or image.is_withheld:
        return Sight()
    until, below = _shown_until(image, now), "w*" if sizes_only else "*"
    return Sight(_signature(image, until=until, public_url=public_url, signer=signer, below=below), until)


def give_access(image: Image, *, ttl_seconds: int, public_url: str, signer: Signer, now: datetime) -> AccessAddresses:
    """Addresses for others than the owner. Raises NotReady, Withheld, Gone, or Conflict for an image that needs no
    signature."""
    if not image.is_private:
        raise Conflict(f"image {image.image_id} is {image.visibility}: its addresses need no signature")
    if not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    refuse_withheld(image)
    if image.has_expired(now):
        raise Gone(f"image {image.image_id} has expired")
    until = _no_longer_than_seen(image, (now + timedelta(seconds=ttl_seconds)).replace(microsecond=0))
    signature = _signature(image, until=until, public_url=public_url, signer=signer)
    addresses = addresses_of(image, public_url=public_url, signature=signature)
    return AccessAddresses(token=signature, url=addresses.original, variants=addresses.variants, expires_at=until)


def _signature(image: Image, *, until: datetime, public_url: str, signer: Signer, below: str = "*") -> str:
    """For every variant of the image, or those whose names begin like `below`."""
    resource = f"{public_url}/{private_folder(image.image_id, image.source_extension)}/{below}"
    return signer.signature(resource, until=until)


def _shown_until(image: Image, now: datetime) -> datetime:
    """The same within an hour, so that browsers can use a cached image."""
    begun = datetime.fromtimestamp(now.timestamp() // _STEP.total_seconds() * _STEP.total_seconds(), UTC)
    return _no_longer_than_seen(image, begun + _STEP + timedelta(seconds=PRIVATE_URL_SECONDS))


def _no_longer_than_seen(image: Image, until: datetime) -> datetime:
    return until if image.expires_at is None else min(until, image.expires_at)
