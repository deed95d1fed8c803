"""Pictures of another owner's album, with as much of them as the owner shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pixelflare.addresses.build import Signer, signature_to_see
from pixelflare.base.errors import NotFound
from pixelflare.catalog import ImageListing, ImageQuery, ImageStore, addresses_of
from pixelflare.members import Visit
from schema.library.images import Image
from schema.library.members import Grant
from schema.library.shared import SharedImage
from schema.pages import Page

_WIDTHS = "w"
"""How the presets begin that a signature for sizes alone opens."""


@dataclass(frozen=True)
class PictureServices:
    images: ImageStore
    listing: ImageListing
    signer: Signer
    public_url: Callable[[], str]


def page_of_images(
    found: Visit, *, services: PictureServices, limit: int, cursor: str | None, now: datetime
) -> Page[SharedImage]:
    """Newest first. What is held, rejected or expired is left out, so a page may be short. Raises InvalidRequest."""
    grant = found.grant
    page = services.listing.page(ImageQuery(grant.owner, album=grant.album), limit=limit, cursor=cursor)
    shown = [shared_image(image, grant, services=services, now=now) for image in page.data if _is_seen(image, now)]
    return Page[SharedImage](data=shown, next_cursor=page.next_cursor)


def find_image(found: Visit, image_id: str, *, images: ImageStore, now: datetime) -> Image:
    """Of this album: one that all members see, or one that this member has added, in any state. Raises NotFound."""
    image = images.find(found.grant.owner, image_id)
    is_here = image is not None and image.album == found.grant.album
    if image is None or not is_here or not (_is_seen(image, now) or is_mine(image, found.grant)):
        raise NotFound(f"no image {image_id}")
    return image


def is_mine(image: Image, grant: Grant) -> bool:
    return image.added_by == grant.member_id


def shared_image(image: Image, grant: Grant, *, services: PictureServices, now: datetime) -> SharedImage:
    public_url, facts = services.public_url(), image.facts
    signed = signature_to_see(
        image, public_url=public_url, signer=services.signer, sizes_only=not grant.download, now=now
    )
    addresses = addresses_of(image, public_url=public_url, signature=signed.query)
    is_seen, tells = _is_seen(image, now), grant.show_metadata
    return SharedImage(
        id=image.image_id,
        filename=image.display_name,
        status=image.status,
        reason=image.reason,
        width=facts.width if facts else None,
        height=facts.height if facts else None,
        thumbhash=facts.thumbhash if facts else None,
        colors=list(facts.colors) if facts else [],
        alt=image.alt,
        title=image.title if tells else None,
        license=image.license if tells else None,
        exif=facts.exif if facts and tells else None,
        variants={name: url for name, url in addresses.variants.items() if is_seen and name.startswith(_WIDTHS)},
        download_url=addresses.original if is_seen and grant.download else None,
        is_mine=is_mine(image, grant),
        created_at=image.created_at,
    )


def _is_seen(image: Image, now: datetime) -> bool:
    return image.is_servable and not image.is_withheld and not image.has_expired(now)
