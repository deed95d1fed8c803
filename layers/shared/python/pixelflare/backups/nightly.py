"""The nightly run over all owners with a backup, and what it leaves to know."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from pixelflare.backups.services import BackupServices
from pixelflare.backups.sync import MOST_NAMED, Synced
from pixelflare.base.errors import AppError, Unavailable
from pixelflare.base.observability import count, logger
from schema.library.backups import BackupConfig, BackupRun, BackupStatus, ImageBackup, ImageBackupState
from schema.library.images import Image
from schema.limits import BAD_BACKUP_NIGHTS

_NEVER = datetime.min.replace(tzinfo=UTC)


def back_up_everybody(services: BackupServices, *, out_of_time: Callable[[], bool], now: datetime) -> dict[str, int]:
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
        services.settings.follow(owner)  # for settings from before changes were followed
        services.runs.put(owner, run.model_copy(update={"last_run_at": now}))  # also if this call does not outlive it
        outcome[_back_up(owner, config, run, services, out_of_time=out_of_time, now=now)] += 1
    return outcome


def _runs(services: BackupServices) -> Iterator[tuple[str, BackupRun]]:
    for owner in services.settings.owners():
        yield owner, services.runs.find(owner)


def _back_up(
    owner: str,
    config: BackupConfig,
    run: BackupRun,
    services: BackupServices,
    *,
    out_of_time: Callable[[], bool],
    now: datetime,
) -> str:
    problem, done = None, Synced()
    try:
        sync = services.sync(owner, config)
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
