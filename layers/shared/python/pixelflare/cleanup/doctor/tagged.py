"""Whether images and tags say the same of each other, and the counts of tags are right."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.catalog import TagStore
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import COUNTED, TAG, TAGGED, OwnersRows
from schema.keys.core import image_key, owner_partition, tag_count_key, tag_key
from schema.library.images import Image, ImageStatus


def compare_tags(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    live = rows.live
    yield from _missing(rows, live, services)
    yield from _left(rows, live, services)
    yield from _counts(rows, live, services)


def _missing(rows: OwnersRows, live: dict[str, Image], services: DoctorServices) -> Iterator[Finding]:
    core = services.core
    for image in _tagged(live):
        for tag in sorted(image.tags):
            if tag not in rows.by_kind[TAG]:
                ensure = partial(TagStore(core).ensure, rows.owner, frozenset({tag}), now=image.created_at)
                yield Finding(rows.owner, f"the tag {tag} of {image.image_id} is not listed", ensure)
            if f"{tag}#{image.image_id}" not in rows.by_kind[TAGGED]:
                as_read = Condition("#version = :version", {":version": image.version})
                writes = [
                    core.putting({**tag_key(rows.owner, tag, image.image_id)}, only_if=ABSENT),
                    core.checking(image_key(rows.owner, image.image_id), as_read),
                ]
                says = f"the tag {tag} does not know {image.image_id}, which has it"
                yield Finding(rows.owner, says, partial(core.transact, writes))


def _left(rows: OwnersRows, live: dict[str, Image], services: DoctorServices) -> Iterator[Finding]:
    for place, item in rows.by_kind[TAGGED].items():
        tag, _, image_id = place.rpartition("#")
        image = live.get(image_id)
        if image is not None and tag in image.tags:
            continue
        key = {"pk": item["pk"], "sk": item["sk"]}
        says = f"the tag {tag} knows {image_id}, which does not have it"
        yield Finding(rows.owner, says, partial(services.core.delete, key, only_if=PRESENT))


def _counts(rows: OwnersRows, live: dict[str, Image], services: DoctorServices) -> Iterator[Finding]:
    """Each part of a count, by the images that it stands for."""
    wanted = Counter(
        tag_count_key(rows.owner, tag, image.created_at)["sk"].removeprefix(COUNTED)
        for image in _tagged(live)
        for tag in image.tags
    )
    standing = {place: int(item["images"]) for place, item in rows.by_kind[COUNTED].items()}
    for place in sorted(standing.keys() | wanted.keys()):
        if standing.get(place, 0) == wanted[place]:
            continue
        as_read = Condition("#images = :seen", {":seen": standing[place]}) if place in standing else ABSENT
        key = {"pk": owner_partition(rows.owner), "sk": f"{COUNTED}{place}"}
        repair = partial(services.core.update, key, set_={"images": wanted[place]}, only_if=as_read)
        says = f"the tag {place.partition('#')[0]} counts {standing.get(place, 0)} images in part {place[-2:]}"
        yield Finding(rows.owner, f"{says}, and has {wanted[place]}", repair)


def _tagged(live: dict[str, Image]) -> list[Image]:
    """A rejected upload keeps its tags in its record only."""
    return [image for image in live.values() if image.status is not ImageStatus.REJECTED]
