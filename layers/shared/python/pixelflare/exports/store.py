"""Exports and their files, in the ephemeral table. What is in the files is in the bucket of exports.

One run at a time works on an export: it has a lease, which it renews with each note of how far it has come. Everything that a run
writes is on the condition that the export is still this run's.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, QueryPage, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from schema.budgets import EXPORT_LEASE, EXPORT_LOST
from schema.keys import Key
from schema.keys.exports import (
    LATEST,
    export_key,
    export_name_key,
    export_part_key,
    export_parts_partition,
    exports_partition,
    latest_export_key,
)
from schema.library.exports import Export, ExportPart, ExportPlace, ExportState
from schema.limits import EXPORT_DAYS, EXPORT_LISTED_DAYS

_LONGEST = timedelta(days=EXPORT_DAYS + 1)
"""How long files are kept at most: the bucket's own rule removes them then."""


@dataclass(frozen=True)
class Claim:
    """An export that is one run's to work on."""

    job: Export
    run: str

    @property
    def holds(self) -> Condition:
        return Condition("#run = :run AND #state = :running", {":run": self.run, ":running": ExportState.RUNNING.value})


class ExportStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    # Exports

    def latest(self, owner: str) -> str | None:
        """The id of the one that the owner has begun last, also when it is not listed any more."""
        pointer = self._table.get(latest_export_key(owner), consistent=True)
        return str(pointer["export_id"]) if pointer else None

    def create(self, job: Export, *, after: str | None) -> bool:
        """False if another one was begun since `after` was the latest."""
        times = {name: text_of(getattr(job, name)) for name in ("created_at", "updated_at", "expires_at")}
        same = Condition("#export_id = :after", {":after": after}) if after else ABSENT
        pointer = latest_export_key(job.owner) | {"export_id": job.export_id, "exp": _expiry(job)}
        row = export_key(job.owner, job.export_id) | job.model_dump(mode="json", exclude_none=True) | times
        writes = [
            self._table.putting(pointer, only_if=same),
            self._table.putting(row | {"exp": _expiry(job)}, only_if=ABSENT),
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused:
            return False
        return True

    def find(self, owner: str, export_id: str) -> Export | None:
        item = self._table.get(export_key(owner, export_id), consistent=True)
        return Export.model_validate(item) if item else None

    def get(self, owner: str, export_id: str) -> Export:
        """Raises NotFound."""
        job = self.find(owner, export_id)
        if job is None:
            raise NotFound(f"no export {export_id}")
        return job

    def page(self, owner: str, *, limit: int, after: Key | None) -> QueryPage:
        """An owner's exports, newest first."""
        of_owner = Condition("#pk = :pk AND #sk > :latest", {":pk": exports_partition(owner), ":latest": LATEST})
        return self._table.query(of_owner, limit=limit, newest_first=True, after=after, consistent=True)

    def end(self, job: Export, state: ExportState, *, problem: str | None = None, now: datetime) -> bool:
        """Ends one that runs, or takes back one that is done. False if it has ended otherwise meanwhile."""
        standing = Condition(
            "#state IN (:running, :done)",
            {":running": ExportState.RUNNING.value, ":done": ExportState.DONE.value},
        )
        if state is ExportState.FAILED:
            standing = Condition("#state = :running", {":running": ExportState.RUNNING.value})
        change = {"state": state.value, "problem": problem, "updated_at": text_of(now), "run": None, "busy_until": None}
        return self._update(job, change, only_if=standing)

    # Runs

    def claim(self, job: Export, *, run: str, now: datetime) -> Claim | None:
        """The export for the length of a lease; None while another run has it, or when it has ended."""
        free = Condition(
            "#state = :running AND (attribute_not_exists(#busy_until) OR #busy_until <= :now)",
            {":running": ExportState.RUNNING.value, ":now": text_of(now)},
        )
        change = {"run": run, "busy_until": text_of(now + EXPORT_LEASE), "part_files": 0, "part_bytes": 0}
        self._update(job, change, only_if=free)  # after a lost answer, the client library repeats it in vain
        standing = self.get(job.owner, job.export_id)
        return Claim(standing, run) if standing.run == run else None

    def note(self, claim: Claim, *, files: int, bytes_: int, now: datetime) -> bool:
        """How far the part is that is being written. False if the export is not this run's any more."""
        change = {"part_files": files, "part_bytes": bytes_}
        return self._update(claim.job, change | _renewed(now), only_if=claim.holds)

    def end_part(
        self, claim: Claim, part: ExportPart, place: ExportPlace, *, bytes_: int, missing: int, now: datetime
    ) -> bool:
        """Records a file, and where the next one begins: both or neither. False if the export is not this run's any more."""
        job = claim.job
        row = export_part_key(job.owner, job.export_id, part.number) | part.model_dump(mode="json")
        row |= {"created_at": text_of(part.created_at), "exp": _expiry(job)}
        updating = self._table.updating(
            export_key(job.owner, job.export_id),
            set_={"place": place.model_dump(mode="json"), "part_files": 0, "part_bytes": 0} | _renewed(now),
            add={"parts": 1, "files": part.files, "bytes": bytes_, "missing": missing},
            only_if=Condition(
                f"{claim.holds.expression} AND #parts = :parts", {**claim.holds.values, ":parts": job.parts}
            ),
        )
        try:
            self._table.transact([self._table.putting(row, only_if=ABSENT), updating])
        except TransactionRefused:  # also where its answer was lost, and the client library has sent it again
            standing = self._table.get(export_part_key(job.owner, job.export_id, part.number), consistent=True)
            return standing is not None and standing["key"] == part.key
        return True

    def finish(self, claim: Claim, *, now: datetime) -> bool:
        """Whether this run has: all is written."""
        expires_at = min(now + timedelta(days=EXPORT_DAYS), claim.job.created_at + _LONGEST)
        change = {"state": ExportState.DONE.value, "run": None, "busy_until": None, "expires_at": text_of(expires_at)}
        return self._update(claim.job, change | {"updated_at": text_of(now)}, only_if=claim.holds)

    def release(self, claim: Claim) -> None:
        """Another run may go on."""
        self._update(claim.job, {"run": None, "busy_until": None}, only_if=claim.holds)

    def _update(self, job: Export, change: dict[str, Any], *, only_if: Condition) -> bool:
        try:
            self._table.update(export_key(job.owner, job.export_id), set_=change, only_if=only_if)
        except ConditionFailed:
            return False
        return True

    # Files

    def parts(self, job: Export, *, limit: int, after: Key | None) -> QueryPage:
        of_job = Condition("#pk = :pk", {":pk": export_parts_partition(job.owner, job.export_id)})
        return self._table.query(of_job, limit=limit, after=after, consistent=True)

    def take_name(self, job: Export, digest: str, image_id: str) -> bool:
        """Whether the image has this name in the export, also if an earlier run has taken it for the image."""
        free = Condition("attribute_not_exists(#pk) OR #image_id = :image_id", {":image_id": image_id})
        row = export_name_key(job.owner, job.export_id, digest) | {"image_id": image_id, "exp": _expiry(job)}
        with suppress(ConditionFailed):
            self._table.put(row, only_if=free)
            return True
        return False


def last_day(created_at: datetime) -> datetime:
    """When the files of an export are removed at the latest."""
    return created_at + _LONGEST


def state_of(job: Export, *, now: datetime) -> ExportState:
    """As it is by now: an export may be lost, and its files expire."""
    if job.state is ExportState.RUNNING and now >= job.updated_at + EXPORT_LOST:
        return ExportState.FAILED
    if job.state is ExportState.DONE and now >= job.expires_at:
        return ExportState.EXPIRED
    return job.state


def _renewed(now: datetime) -> dict[str, str]:
    return {"busy_until": text_of(now + EXPORT_LEASE), "updated_at": text_of(now)}


def _expiry(job: Export) -> int:
    return int((job.created_at + timedelta(days=EXPORT_LISTED_DAYS)).timestamp())
