"""Whether an owner's images have the rows that lead to them, and every such row an image."""

from collections.abc import Iterator
from functools import partial

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.catalog import index_places
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import CLAIM, CONTENT, OwnersRows
from schema.keys.core import ANALYSES, BIN, LIVE, RECOGNISED, content_key, id_key, image_key, path_key
from schema.library.images import Image, ImageStatus

_MAY_BE_PUT_OFF = (ImageStatus.RESERVED, ImageStatus.REJECTED, ImageStatus.PROCESSING)
_HAVE_A_PATH = (ImageStatus.PROCESSING, ImageStatus.READY)


def compare_records(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    yield from _paths(rows, services)
    yield from _pointers(rows, services)
    yield from _contents(rows, services)
    yield from _recognised(rows, services)
    for kind in (LIVE, BIN):
        yield from _indexes(rows, kind, services)


def _paths(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    claims, live = rows.by_kind[CLAIM], rows.live
    for image in live.values():
        claim = claims.get(f"{image.album}#{image.filename}")
        if image.status not in _HAVE_A_PATH or (claim and claim.get("image_id") == image.image_id):
            continue
        path = f"{image.album}/{image.filename}"
        if claim and "image_id" in claim:
            says = (
                f"{path} leads to {claim['image_id']}, and {image.image_id} says it is there, too: rename one of them"
            )
            yield Finding(rows.owner, says)
            continue
        free = Condition("attribute_not_exists(#pk) OR attribute_exists(#moved_to)")
        row = path_key(image.image_path) | {"image_id": image.image_id}
        yield Finding(
            rows.owner,
            f"{path} does not lead to {image.image_id}, which says it is there",
            partial(services.core.put, row, only_if=free),
        )
    for place, claim in claims.items():
        image_id = claim.get("image_id")
        standing = live.get(str(image_id))
        if image_id is None or (standing and f"{standing.album}#{standing.filename}" == place):
            continue
        same = Condition("#image_id = :image_id", {":image_id": image_id})
        says = f"{place.replace('#', '/')} leads to {image_id}, which is not there"
        yield Finding(rows.owner, says, partial(services.core.delete, _key(claim), only_if=same))


def _pointers(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    image_ids = [*rows.live, *rows.deleted]
    leading = {item["pk"] for item in services.core.get_many([id_key(image_id) for image_id in image_ids])}
    for image_id in image_ids:
        if id_key(image_id)["pk"] not in leading:
            row = id_key(image_id) | {"owner": rows.owner}
            says = f"the id {image_id} does not lead to its owner, so short links do not find it"
            yield Finding(rows.owner, says, partial(services.core.put, row, only_if=ABSENT))


def _contents(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    standing = rows.by_kind[CONTENT]
    wanted = {f"{image.sha256}#{image.image_id}": image for image in _with_bytes(rows)}
    for place, image in wanted.items():
        if place not in standing:
            row = content_key(rows.owner, str(image.sha256), image.image_id)
            says = f"the content of {image.image_id} is not listed, so its duplicates are not noticed"
            yield Finding(rows.owner, says, partial(services.core.put, {**row}))
    for place, item in standing.items():
        if place not in wanted:
            says = f"a content is listed for {place.rpartition('#')[2]}, which does not have it"
            yield Finding(rows.owner, says, partial(services.core.delete, _key(item)))


def _with_bytes(rows: OwnersRows) -> list[Image]:
    return [image for image in (*rows.live.values(), *rows.deleted.values()) if image.sha256]


def _recognised(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    for image_id, item in rows.by_kind[RECOGNISED].items():
        if image_id not in rows.by_kind[LIVE] and image_id not in rows.by_kind[BIN]:
            says = f"labels are kept of {image_id}, which is not there"
            yield Finding(rows.owner, says, partial(services.core.delete, _key(item)))
    for image in rows.live.values():
        if image.analyzed_at is not None and image.image_id not in rows.by_kind[RECOGNISED]:
            says = f"{image.image_id} says that models have looked at it, and what they said is not there"
            as_read = Condition("#version = :version", {":version": image.version})
            anew = partial(services.core.update, image_key(rows.owner, image.image_id), remove=["analyzed_at"])
            yield Finding(rows.owner, says, partial(anew, add={"version": 1}, only_if=as_read))
    contents = {image.sha256 for image in _with_bytes(rows)}
    for place, item in rows.by_kind[ANALYSES].items():
        if place.partition("#")[0] not in contents:
            says = "what models said is kept of bytes that no image has"
            yield Finding(rows.owner, says, partial(services.core.delete, _key(item)))


def _indexes(rows: OwnersRows, kind: str, services: DoctorServices) -> Iterator[Finding]:
    """Its places in the lists of albums and bins, and in the index of due work."""
    for image_id, row in rows.by_kind[kind].items():
        image = Image.model_validate(row)
        wanted = index_places(image)
        if image.status in _MAY_BE_PUT_OFF and image.deleted_at is None and "g2sk" in row:
            wanted = {name: value for name, value in wanted.items() if name != "g2sk"}  # it may be put off
        wrong = {name: value for name, value in wanted.items() if row.get(name) != value}
        if wrong:
            where = "what is due" if "g2pk" in wrong or "g2sk" in wrong else "its album or bin"
            as_read = Condition("#version = :version", {":version": image.version})
            repair = partial(services.core.update, _key(row), set_=wrong, only_if=as_read)
            yield Finding(rows.owner, f"{image_id} has a wrong place in the index of {where}", repair)


def _key(item: Item) -> dict[str, str]:
    return {"pk": item["pk"], "sk": item["sk"]}
