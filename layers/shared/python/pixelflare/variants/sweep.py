"""Clear a path minutes after an image has left it."""

from pixelflare.variants.press import Press
from pixelflare.variants.withdraw import withdraw
from schema.images import Shelf
from schema.messages import PathVacated


def sweep(message: PathVacated, press: Press) -> None:
    """Minutes after a change: for a writer or a call that died in between.

    It withdraws again whether or not it finds something: the call may have died between the objects and the purge, and
    the edge may have been reading from S3 while it was told to forget. The record goes on saying that something is left:
    another change may have been made since, whose writers only the next call waits for.
    """
    image = press.images.find(message.owner, message.image_id)
    is_back = image and image.is_servable and image.shelf is Shelf.PUBLIC and image.place == message.place
    if is_back and image and not image.unsettled:
        return  # there is nothing that not everybody may see
    withdraw(
        message.owner,
        message.image_id,
        [message.place],
        images=press.images,
        shelves=press.shelves,
        edge=press.edge,
    )
