"""The nightly run over all owners with a backup, and what it leaves to know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.backups.connection import open_bucket
from pixelflare.backups.library import LibraryRows
from pixelflare.backups.settings import BackupSettings
from pixelflare.backups.sync import MOST_NAMED, Sync, Synced
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AppError, Unavailable
from pixelflare.base.observability import count, logger
from schema.keys.core import backup_run_key
from schema.library.backups import BackupConfig, BackupRun, BackupStatus, ImageBackup, ImageBackupState
from schema.library.images import Image
from schema.limits import BAD_BACKUP_NIGHTS

_NEVER = datetime.min.replace(tzinfo=UTC)


class BackupRuns:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str) -> BackupRun:
        item = self._table.get(backup_run_key(owner), consistent=True)
        return BackupRun.model_validate(item) if item else BackupRun()

    def put(self, owner: str, run: BackupRun) -> None:
        times = {name: text_of(at) for name in ("last_run_at", "last_success_at") if (at := getattr(run, name))}
        self._table.put(backup_run_key(owner) | run.model_dump(mode="json", exclude_none=True) | times)


@dataclass(frozen=True)
class NightlyServices:
    settings: BackupSettings
    runs: BackupRuns
    rows: LibraryRows
    originals: ObjectStore
    private_allowed: bool


def back_up_everybody(services: NightlyServices, *, out_of_time: Callable[[], bool], now: datetime) -> dict[str, int]:
    """How many owners' libraries were backed up, and how many could not be. Those that the night has finished are passed over,
    so a later call of the same night goes on. Whoever was tried longest ago is first: no owner's slow bucket keeps the others."""
    outcome = {"backed_up": 0, "bad": 0, "unfinished": 0}
    waiting = [(owner, run) for owner, run in _runs(services) if run.ran_on != f"{now:%Y-%m-%d}"]
    for owner, run in sorted(waiting, key=lambda each: (each[1].last_run_at or _NEVER, each[0])):
        if out_of_time():
            outcome["unfinished"] += 1
            continue
        config = services.settings.find(owner)
        if config is None or not config.enabled:
            continue
        services.runs.put(owner, run.model_copy(update={"last_run_at": now}))  # also if this call does not outlive it
        outcome[_back_up(owner, config, run, services, out_of_time=out_of_time, now=now)] += 1
    return outcome


def _runs(services: NightlyServices) -> Iterator[tuple[str, BackupRun]]:
    for owner in services.settings.owners():
        yield owner, services.runs.find(owner)


def _back_up(
    owner: str,
    config: BackupConfig,
    run: BackupRun,
    services: NightlyServices,
    *,
    out_of_time: Callable[[], bool],
    now: datetime,
) -> str:
    problem, done = None, Synced()
    try:
        place = services.settings.place_of(owner)
        bucket = open_bucket(place, private_allowed=services.private_allowed)
        sync = Sync(owner, config, bucket=bucket, rows=services.rows, originals=services.originals)
        done = sync.done
        sync.run(out_of_time=out_of_time)
    except Unavailable:
        raise  # it is ours that is out of order: the run is repeated, and the night is not bad
    except AppError as refused:
        problem = refused.message
    if problem is None and done.failed:
        problem = f"{len(done.failed)} images could not be backed up"
    services.runs.put(owner, noted(run, done, problem, now=now))
    if problem is None:
        return "backed_up" if done.is_complete else "unfinished"
    _tell(owner, run, problem, now=now)
    return "bad"


def noted(run: BackupRun, done: Synced, problem: str | None, *, now: datetime) -> BackupRun:
    """The state after a run. A night is bad once, however often it is tried; a complete run ends the row of bad nights."""
    tonight = f"{now:%Y-%m-%d}"
    good = problem is None and done.is_complete
    bad_nights = run.bad_nights
    if good:
        bad_nights = 0
    elif problem is not None and run.bad_on != tonight:
        bad_nights += 1
    return BackupRun(
        ran_on=tonight if good else run.ran_on,
        last_run_at=now,
        last_success_at=now if good else run.last_success_at,
        images=done.images,
        uploaded=done.uploaded,
        deleted=done.deleted,
        failed=len(done.failed),
        failed_images=tuple(done.failed[:MOST_NAMED]),
        problem=problem,
        bad_nights=bad_nights,
        bad_on=run.bad_on if problem is None else tonight,
    )


def _tell(owner: str, before: BackupRun, problem: str, *, now: datetime) -> None:
    """Once a night."""
    if before.bad_on == f"{now:%Y-%m-%d}":
        return
    count("BackupFailed")
    bad_nights = before.bad_nights + 1
    logger.warning("backup failed", owner=owner, problem=problem, bad_nights=bad_nights)
    if bad_nights >= BAD_BACKUP_NIGHTS:
        count("BackupOverdue")
        logger.error("backup has failed for nights", owner=owner, problem=problem, bad_nights=bad_nights)


def status_of(run: BackupRun, *, now: datetime) -> BackupStatus:
    lag = int((now - run.last_success_at).total_seconds()) if run.last_success_at else None
    shown = run.model_dump(include=set(BackupStatus.model_fields) & set(BackupRun.model_fields))
    return BackupStatus(**shown, lag_seconds=lag, is_overdue=run.bad_nights >= BAD_BACKUP_NIGHTS)


def image_backup(image: Image, run: BackupRun) -> ImageBackup:
    """Follows from the latest run and the image's last change, so nothing is written for each image."""
    state = ImageBackupState.PENDING
    if image.image_id in run.failed_images:
        state = ImageBackupState.FAILED
    elif run.last_success_at is not None and image.updated_at < run.last_success_at and image.sha256:
        state = ImageBackupState.SYNCED
    return ImageBackup(id=image.image_id, backup_status=state, last_success_at=run.last_success_at)
