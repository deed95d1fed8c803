"""Whether the buckets hold what the records say, and nothing else."""

from collections.abc import Iterator
from functools import partial

from pixelflare.catalog import ImageStore
from pixelflare.cleanup.belonging import Belonging, may_lie_in, private_parts
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import OwnersRows
from schema.keys.objects import original_object
from schema.library.images import StorageArea

_MISSING = "nothing can make it again; for 30 days the bucket keeps an earlier version"


def compare_objects(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    yield from _originals(rows, services)
    yield from _served(rows, services)


def _originals(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    belonging = Belonging(ImageStore(services.core))
    standing = {found.key for found in services.originals.all_listed(f"{rows.owner}/")}
    wanted = {
        original_object(rows.owner, image.image_id, image.sha256): image
        for image in (*rows.live.values(), *rows.deleted.values())
        if image.sha256 and image.purging_since is None
    }
    for key in sorted(wanted.keys() - standing):
        yield Finding(rows.owner, f"the original of {wanted[key].image_id} is missing: {_MISSING}")
    for key in sorted(standing - wanted.keys()):
        if belonging.is_orphan("originals", key):
            repair = partial(services.originals.delete, key)
            yield Finding(rows.owner, f"the original {key} belongs to no image", repair)


def _served(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    belonging = Belonging(ImageStore(services.core))
    places = {
        f"{image.album}/{image.filename}"
        for image in rows.live.values()
        if image.is_servable and image.storage_area is StorageArea.PUBLIC
    }
    for found in services.public.all_listed(f"{rows.owner}/"):
        place = "/".join(found.key.split("/")[1:3])
        if place not in places and belonging.is_orphan("public", found.key):
            repair = partial(services.public.delete, found.key)
            yield Finding(rows.owner, f"the public object {found.key} lies where no public image is", repair)
    live, known = rows.live, rows.live.keys() | rows.deleted.keys()
    for found in services.private.all_listed(""):
        parts = private_parts(found.key)
        if parts is None or parts.image_id not in known:
            continue
        image = live.get(parts.image_id)
        if image is None or not may_lie_in(parts.area, parts.name, image):
            repair = partial(services.private.delete, found.key)
            yield Finding(rows.owner, f"the private object {found.key} is not where its image is", repair)
