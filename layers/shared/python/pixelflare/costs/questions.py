"""What routes ask: the receipt of an image, of an album, of an owner, of all; and what was stored when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pixelflare.analytics import RollupReader, Span, Tally
from pixelflare.base.errors import InvalidRequest, NotFound
from pixelflare.base.parallel import in_parallel
from pixelflare.costs.receipt import forecast_of, lines_of, total_of
from pixelflare.costs.records import CostRecord, CostRecords
from pixelflare.costs.storage import storage_points
from pixelflare.costs.usage import (
    Month,
    Usage,
    add_to,
    added,
    month_of,
    stored_by_record,
    used_by_record,
    used_by_sentences,
    used_by_views,
)
from pixelflare.search import SentenceCounts
from schema.analytics import StoragePoint
from schema.costs import CostReceipt, CostScope
from schema.prices import AS_OF


class _Used(NamedTuple):
    """What images use of a month until now; and what is stored of them until its end, if nothing happens to them."""

    so_far: Usage
    stored: Usage


class CostQuestions:
    def __init__(self, records: CostRecords, rollups: RollupReader, sentences: SentenceCounts) -> None:
        self._records, self._rollups, self._sentences = records, rollups, sentences

    def image(self, owner: str, image_id: str, month_name: str, *, now: datetime) -> CostReceipt:
        """Raises NotFound for an image that this owner never had, and InvalidRequest for a month to come."""
        month = _begun(month_name, now=now)
        record = self._records.find(owner, image_id)
        if record is None:
            raise NotFound(f"no image {image_id}")
        views = self._rollups.of_images(owner, [image_id], month.begin)
        return _receipt(CostScope.IMAGE, image_id, _used([record], month, now=now), views, month, now=now)

    def album(self, owner: str, album: str, month_name: str, *, now: datetime) -> CostReceipt:
        """Of the images that are in it, or were when they were deleted.

        Raises NotFound for an album that has no such image, and InvalidRequest for a month to come.
        """
        month = _begun(month_name, now=now)
        records = [each for each in self._records.of_owner(owner) if each.album == album]
        if not records:
            raise NotFound(f"no images in album {album[:100]}")
        views = self._rollups.of_images(owner, [each.image_id for each in records], month.begin)
        return _receipt(CostScope.ALBUM, album, _used(records, month, now=now), views, month, now=now)

    def owner(self, owner: str, month_name: str, *, now: datetime) -> CostReceipt:
        """Raises InvalidRequest for a month to come."""
        month = _begun(month_name, now=now)
        views = self._rollups.of_owner(owner, month.begin)
        return _receipt(CostScope.OWNER, owner, self._used_by(owner, month, now=now), views, month, now=now)

    def installation(self, month_name: str, *, now: datetime) -> CostReceipt:
        """Of all owners, and of what was asked for below the names of owners that do not exist.

        Records are added up while they are read, so that memory does not grow with them. Raises InvalidRequest for a month
        to come.
        """
        month = _begun(month_name, now=now)
        of_owners = in_parallel(lambda owner: self._used_by(owner, month, now=now), self._records.owners())
        images = _Used(added(each.so_far for each in of_owners), added(each.stored for each in of_owners))
        return _receipt("installation", "", images, self._rollups.of_everybody(month.begin), month, now=now)

    def _used_by(self, owner: str, month: Month, *, now: datetime) -> _Used:
        """Images, and sentences, which are no image's."""
        used = _used(self._records.of_owner(owner), month, now=now)
        add_to(used.so_far, used_by_sentences(self._sentences.of(owner, month.name)))
        return used

    def storage(self, owner: str, span: Span, *, now: datetime) -> list[StoragePoint]:
        """What the owner had stored at the end of each period."""
        return storage_points(list(self._records.of_owner(owner)), span, now=now)


def _begun(name: str, *, now: datetime) -> Month:
    month = month_of(name)
    if month.begin > now:
        raise InvalidRequest("the month lies in the future", details={"parameter": "month"})
    return month


def _used(records: Iterable[CostRecord], month: Month, *, now: datetime) -> _Used:
    used = _Used(added([]), added([]))
    for record in records:
        add_to(used.so_far, used_by_record(record, month, until=min(now, month.end)))
        add_to(used.stored, stored_by_record(record, month, until=month.end))
    return used


def _receipt(
    scope: CostScope | Literal["installation"],
    id_: str,
    images: _Used,
    views: Sequence[Tally],
    month: Month,
    *,
    now: datetime,
) -> CostReceipt:
    is_complete = now >= month.end
    viewed = added(map(used_by_views, views))
    used = added([images.so_far, viewed])
    lines = lines_of(used)
    whole = None if is_complete else forecast_of(used, added([images.stored, viewed]), month, now=now)
    return CostReceipt(
        scope=scope,
        id=id_,
        month=month.name,
        currency="USD",
        prices_as_of=AS_OF.isoformat(),
        is_complete=is_complete,
        total=total_of(lines),
        lines=lines,
        forecast=whole,
    )
