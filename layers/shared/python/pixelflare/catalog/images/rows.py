"""An image's form in the core table, and the conditions on its claims."""

from datetime import datetime, timedelta

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.base.clock import text_of
from pixelflare.usage import counted_as_read
from schema.budgets import EXPIRY_SETTLED, RESERVATION_SETTLED, UNPUBLISHED_AFTER
from schema.keys.core import album_listing, bin_key, bin_listing, image_key
from schema.keys.due import NEVER_DUE, DueKind, due_at
from schema.library.images import Image, ImageStatus, Visibility
from schema.library.moderation import WITHHELD
from schema.limits import REJECTED_DAYS, RESERVATION_SECONDS

_SETS = ("tags", "variants_ready", "stale_paths")
_TIMES = ("created_at", "updated_at", "deleted_at", "purging_since", "expires_at", "processing_since", "analyzed_at")

SERVABLE = {":processing": ImageStatus.PROCESSING.value, ":ready": ImageStatus.READY.value}


def plain_row(image: Image) -> Item:
    """The record itself, without keys. Sets stay sets, and times have a fixed width."""
    times = {name: text_of(value) for name in _TIMES if (value := getattr(image, name))}
    return image.model_dump(mode="json") | {name: getattr(image, name) for name in _SETS} | times


def in_text(change: Item) -> Item:
    """Times as the table has them."""
    return {name: text_of(value) if isinstance(value, datetime) else value for name, value in change.items()}


def live_row(image: Image) -> Item:
    listing = album_listing(image.owner, image.album, image.image_id)
    return plain_row(image) | image_key(image.owner, image.image_id) | listing | due_of(image)


def bin_row(deleted: Image) -> Item:
    assert deleted.deleted_at is not None
    listing = bin_listing(deleted.owner, text_of(deleted.deleted_at), deleted.image_id)
    return plain_row(deleted) | bin_key(deleted.owner, deleted.image_id) | listing | due_of(deleted)


def index_places(image: Image) -> Item:
    """What the row's index attributes must be: its place in its album or the bin, and in the index of due work."""
    if image.purging_since:
        return {"g1pk": None, "g1sk": None, **due_of(image)}
    row = bin_row(image) if image.deleted_at else live_row(image)
    return {name: row[name] for name in ("g1pk", "g1sk", "g2pk", "g2sk")}


def due_of(image: Image) -> Item:
    """When somebody has to look at the image: its place in the index of due work."""
    due = _due(image)
    return {**due_at(due[0], text_of(due[1]), image.image_id)} if due else {**NEVER_DUE}


def _due(image: Image) -> tuple[DueKind, datetime] | None:
    if image.purging_since:
        return DueKind.PURGE, image.purging_since
    if image.deleted_at:
        return DueKind.BIN, image.deleted_at
    if image.status is ImageStatus.REJECTED:
        return DueKind.ABANDONED, image.updated_at + timedelta(days=REJECTED_DAYS)
    if image.status is ImageStatus.RESERVED:
        until = image.created_at + timedelta(seconds=RESERVATION_SECONDS)
        if image.parts is not None:
            until = max(until, image.parts.expires_at)
        return DueKind.ABANDONED, until + RESERVATION_SETTLED
    if image.expires_at:
        return DueKind.EXPIRE, image.expires_at + EXPIRY_SETTLED
    if image.status == ImageStatus.PROCESSING and image.processing_since:
        return DueKind.UNPUBLISHED, image.processing_since + UNPUBLISHED_AFTER
    return None


def begun_anew(now: datetime) -> Item:
    """What changes in the record of an image whose presets have to be made where it is from now on."""
    return {"status": ImageStatus.PROCESSING.value, "variants_ready": frozenset(), "processing_since": now}


def ready_of(image: Image) -> Item:
    """What changes when its presets are there. An expiring image keeps its place in the index of due work."""
    return {"status": ImageStatus.READY.value} | ({} if image.expires_at else NEVER_DUE)


def held_by(image: Image) -> Condition:
    """For a path claim: it belongs to this image."""
    return Condition("#image_id = :image_id", {":image_id": image.image_id})


def free_or_held_by(image: Image) -> Condition:
    return Condition("attribute_not_exists(#pk) OR #image_id = :image_id", {":image_id": image.image_id})


def unchanged(image: Image) -> Condition:
    return both(Condition("#version = :version", {":version": image.version}), counted_as_read(image))


def both(one: Condition, other: Condition) -> Condition:
    return Condition(f"{one.expression} AND {other.expression}", {**one.values, **other.values})


def unmoved(image: Image) -> Condition:
    """The image is servable, at the path and in the storage area that it was read at, and withheld or not as then."""
    expiring = "attribute_not_exists(#expires_at)" if image.expires_at is None else "attribute_exists(#expires_at)"
    private = "#visibility = :private" if image.is_private else "#visibility <> :private"
    states = {f":{state}": state.value for state in WITHHELD}
    withheld = f"#moderation.#state IN ({', '.join(states)})"
    if not image.is_withheld:
        withheld = f"(attribute_not_exists(#moderation) OR NOT {withheld})"
    return Condition(
        "#status IN (:processing, :ready) AND #album = :album AND #filename = :filename"
        f" AND {expiring} AND {private} AND {withheld}",
        SERVABLE | {":album": image.album, ":filename": image.filename, ":private": Visibility.PRIVATE.value} | states,
    )
