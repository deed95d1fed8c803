"""Clear a path minutes after an image has left it."""

from datetime import datetime

from pixelflare.audit import entry_of
from pixelflare.variants.services import PublishServices
from pixelflare.variants.withdrawal import withdraw
from schema.library.images import StorageArea
from schema.messages.variants import PathVacated


def sweep(message: PathVacated, services: PublishServices, *, now: datetime) -> None:
    """Minutes after a change: for a writer or a call that died in between.

    It withdraws again whether or not it finds something: the call may have died between the objects and the purge, and
    the edge may have been reading from S3 while it was told to forget. The record goes on saying that something is left:
    another change may have been made since, whose writers only the next call waits for.
    """
    image = services.images.find(message.owner, message.image_id)
    is_back = (
        image
        and image.is_servable
        and image.storage_area is StorageArea.PUBLIC
        and image.image_path == message.image_path
    )
    if is_back and image and not image.stale_paths:
        return  # there is nothing that not everybody may see
    withdrawn = withdraw(
        message.owner,
        message.image_id,
        [message.image_path],
        images=services.images,
        variant_store=services.variant_store,
        edge=services.edge,
    )
    if withdrawn:
        about = {"path": message.image_path.path, "objects": withdrawn}
        entry = entry_of("sweep", "image", message.image_id, by="variant_consumer", now=now, details=about)
        services.audit.note(message.owner, entry)
