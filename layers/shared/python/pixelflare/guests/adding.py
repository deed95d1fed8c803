"""Pictures that a member adds to another owner's album. They are the owner's: quota, settings, and the right to delete them."""

from datetime import datetime

from pixelflare.accounts import Standings
from pixelflare.audit import AuditLog, entry_of_system
from pixelflare.aws.objects import ObjectStore, UploadTicket
from pixelflare.base.errors import AccountClosing, AccountSuspended, Conflict, Forbidden, QuotaExceeded
from pixelflare.catalog import AlbumStore, Existing, ImageStore
from pixelflare.guests.pictures import find_image, is_mine
from pixelflare.library import LibraryServices, delete_image
from pixelflare.members import Visit
from pixelflare.uploads import ClaimServices, reserve_image
from schema.audit import AuditEntry
from schema.library.image_requests import CreateImage, OnConflict
from schema.library.images import Image
from schema.library.shared import AddSharedImage

_TAKES_NONE = "this album takes no pictures at the moment"


def add_image(
    found: Visit,
    request: AddSharedImage,
    *,
    claims: ClaimServices,
    albums: AlbumStore,
    uploads: ObjectStore,
    existing: Existing,
    standings: Standings,
    audit: AuditLog,
    now: datetime,
) -> tuple[Image, UploadTicket]:
    """The reservation and its form, as if the owner had made it.

    Raises Conflict when the owner's account or plan takes nothing: what is the matter with it is the owner's affair.
    """
    asked = CreateImage(
        **request.model_dump(exclude_unset=True), album=found.grant.album, on_conflict=OnConflict.SUFFIX
    )
    try:
        standings.check(found.grant.owner, now=now)
        image, ticket = reserve_image(
            found.grant.owner,
            asked,
            claims=claims,
            albums=albums,
            uploads=uploads,
            now=now,
            existing=existing,
            added_by=found.grant.member_id,
        )
    except (AccountSuspended, AccountClosing, QuotaExceeded) as refused:
        raise Conflict(_TAKES_NONE) from refused
    audit.note(found.grant.owner, _entry("create", image, found, now=now))
    return image, ticket


def take_back(
    found: Visit, image_id: str, *, images: ImageStore, library: LibraryServices, audit: AuditLog, now: datetime
) -> None:
    """What the member has added goes to the owner's bin. Raises NotFound, and Forbidden for another's picture."""
    image = find_image(found, image_id, images=images, now=now)
    if not is_mine(image, found.grant):
        raise Forbidden("only the album's owner can delete a picture that others have added")
    delete_image(found.grant.owner, image_id, library, now=now)
    audit.note(found.grant.owner, _entry("delete", image, found, now=now))


def _entry(action: str, image: Image, found: Visit, *, now: datetime) -> AuditEntry:
    """For the owner's log, which says by its member's id who has done it."""
    return entry_of_system(action, image, part="members", now=now, member_id=found.grant.member_id)
