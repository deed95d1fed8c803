"""Whether an owner's counters say what there is. Images from before usage was counted are counted here."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import TransactionRefused
from pixelflare.base.parallel import in_parallel
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import OwnersRows, read_rows
from pixelflare.usage import CHANGES, MONTHLY, UsageCounters, Weight, counted_as_read, weight_of
from schema.keys.core import USAGE, bin_key, image_key, owner_partition, usage_key
from schema.library.images import Image


def compare_usage(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    for part, wanted in _wanted(rows).items():
        for name, more in _differences(rows.by_kind[USAGE].get(part), wanted):
            what = f"{abs(more)} {'more' if more > 0 else 'less'} than there is"
            says = f"usage counts {name.replace('_', ' ')} in part {part}: {what}"
            yield Finding(rows.owner, says, partial(_recount, rows.owner, part, services))
    if any(not image.counted for image in _every(rows)):
        says = "usage does not count images from before it was counted"
        yield Finding(rows.owner, says, partial(_count_all, rows.owner, services))


def _every(rows: OwnersRows) -> list[Image]:
    return [*rows.live.values(), *rows.deleted.values()]


def _part_of(image: Image) -> str:
    return usage_key(image.owner, image.created_at)["sk"].removeprefix(USAGE)


def _wanted(rows: OwnersRows) -> dict[str, Counter[str]]:
    """What each part should hold, by the images that it stands for."""
    wanted: dict[str, Counter[str]] = {part: Counter() for part in sorted(rows.by_kind[USAGE])}
    for image in _every(rows):
        wanted.setdefault(_part_of(image), Counter()).update(weight_of(image))
    return wanted


def _differences(standing: Item | None, wanted: Weight) -> Iterator[tuple[str, int]]:
    """By how much each counter is too high. Uploads of images that are gone stay counted, so those are never too many."""
    held = {name: int(value) for name, value in (standing or {}).items() if name not in ("pk", "sk", CHANGES)}
    for name in sorted(held.keys() | wanted.keys()):
        more = held.get(name, 0) - wanted.get(name, 0)
        if more < 0 or (more > 0 and not name.startswith(MONTHLY)):
            yield name, more


def _recount(owner: str, part: str, services: DoctorServices) -> None:
    """Sets one part right. It is read before the images, and gives way if anything was counted since. Raises ConditionFailed."""
    key = {"pk": owner_partition(owner), "sk": f"{USAGE}{part}"}
    standing = services.core.get(key, consistent=True)
    wanted = _wanted(read_rows(owner, services.core)).get(part, Counter())
    right = {name: wanted[name] for name, _ in _differences(standing, wanted)}
    if right:
        seen = Condition(f"#{CHANGES} = :seen", {":seen": standing[CHANGES]}) if standing else ABSENT
        services.core.update(key, set_=right, add={CHANGES: 1}, only_if=seen)


def _count_all(owner: str, services: DoctorServices) -> None:
    """Each image in a transaction of its own that also marks it, so a count that stops goes on where it was."""
    waiting = [image for image in _every(read_rows(owner, services.core)) if not image.counted]
    in_parallel(partial(_count, services=services), waiting)


def _count(image: Image, services: DoctorServices) -> None:
    """An image that has changed since it was read is left for the next run."""
    core = services.core
    key = (bin_key if image.deleted_at else image_key)(image.owner, image.image_id)
    now_counted = image.model_copy(update={"counted": True})
    as_read = Condition(
        f"#version = :version AND {counted_as_read(image).expression}",
        {":version": image.version, **counted_as_read(image).values},
    )
    marking = core.updating(key, set_={"counted": True}, only_if=as_read)
    with suppress(TransactionRefused):
        core.transact([marking, *UsageCounters(core).moving(image, now_counted)])
