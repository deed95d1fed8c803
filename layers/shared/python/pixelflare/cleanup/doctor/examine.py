"""One look at an owner, or at what belongs to none."""

from collections.abc import Iterator
from functools import partial

from pixelflare.catalog import BinStore, ImageStore
from pixelflare.cleanup.belonging import Belonging, private_parts
from pixelflare.cleanup.doctor.counted import compare_usage
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.meant import compare_vectors
from pixelflare.cleanup.doctor.objects import compare_objects
from pixelflare.cleanup.doctor.records import compare_records
from pixelflare.cleanup.doctor.reviewed import compare_review
from pixelflare.cleanup.doctor.rows import read_rows
from pixelflare.cleanup.doctor.searched import compare_index
from pixelflare.cleanup.doctor.tagged import compare_tags
from schema.keys.core import id_key, owner_of_partition, owner_partition

NOBODY = "nobody"


def examine(owner: str, services: DoctorServices) -> Iterator[Finding]:
    """Where an owner's rows, objects and search entries disagree, as this look sees it."""
    rows = read_rows(owner, services.core)
    yield from compare_records(rows, services)
    yield from compare_tags(rows, services)
    yield from compare_usage(rows, services)
    yield from compare_review(rows, services)
    yield from compare_objects(rows, services)
    yield from compare_index(rows, services)
    yield from compare_vectors(rows, services)


def owners_of(services: DoctorServices) -> list[str]:
    """All that have rows. Reads the keys of the whole table."""
    prefix = owner_partition("")
    return sorted({owner_of_partition(pk) for pk in services.core.partitions() if pk.startswith(prefix)})


def examine_nobodys(services: DoctorServices) -> Iterator[Finding]:
    """Ids and objects that lead to no owner who could be asked."""
    images, prefix = ImageStore(services.core), id_key("")["pk"]
    owners = set(owners_of(services))
    for pk in services.core.partitions():
        image_id = pk.removeprefix(prefix)
        if not pk.startswith(prefix):
            continue
        owner = images.owner_of(image_id, consistent=True)
        if owner and not (images.find(owner, image_id) or BinStore(services.core).find(owner, image_id)):
            repair = partial(services.core.delete, id_key(image_id))
            yield Finding(NOBODY, f"the id {image_id} leads to {owner}, who has no such image", repair)
    belonging = Belonging(images)
    for found in services.private.all_listed(""):
        parts = private_parts(found.key)
        if parts and not images.owner_of(parts.image_id, consistent=True):
            repair = partial(services.private.delete, found.key)
            yield Finding(NOBODY, f"the private object {found.key} belongs to no image", repair)
    for name, store in (("originals", services.originals), ("public", services.public)):
        for found in store.all_listed(""):
            if found.key.partition("/")[0] not in owners and belonging.is_orphan(name, found.key):
                says = f"the object {found.key} of {name} belongs to no owner"
                yield Finding(NOBODY, says, partial(store.delete, found.key))
