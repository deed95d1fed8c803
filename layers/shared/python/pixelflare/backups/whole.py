"""A run over one owner's whole library, and what it leaves to know."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.backups.runs import BackupRuns
from pixelflare.backups.services import BackupServices
from pixelflare.backups.sync import MOST_NAMED, Synced
from pixelflare.base.errors import AppError, Unavailable
from schema.library.backups import BackupConfig, BackupRun, BackupStatus, BackupTrigger, FinishedRun
from schema.limits import BACKUP_RUNS_SHOWN, BAD_BACKUP_NIGHTS
from schema.messages.backups import BackupRequested
from schema.usage import Usage


def run_whole(
    owner: str, config: BackupConfig, services: BackupServices, *, out_of_time: Callable[[], bool]
) -> tuple[Synced, str | None]:
    """What was done, and in words what stood in the way. Raises Unavailable: then it is ours that is out of order, the run is
    repeated, and it is nobody's bad night."""
    done = Synced()
    try:
        sync = services.sync(owner, config)
        done = sync.done
        sync.run(out_of_time=out_of_time)
    except Unavailable:
        raise
    except AppError as refused:
        return done, refused.message
    return done, f"{len(done.failed)} images could not be backed up" if done.failed else None


def request_run(owner: str, *, runs: BackupRuns, queue: Queue, now: datetime) -> None:
    """Starts a run now. Raises AlreadyRunning, and Unavailable; then none has started."""
    run_id = secrets.token_hex(8)
    runs.begin(owner, run_id, now=now)
    try:
        queue.send(BackupRequested(owner=owner, run_id=run_id))
    except Unavailable:
        runs.end(owner, run_id)
        raise


def run_requested(
    message: BackupRequested,
    services: BackupServices,
    *,
    queue: Queue,
    out_of_time: Callable[[], bool],
    now: datetime,
) -> None:
    """One call's part of a run that was asked for. What is left goes back to the queue. Raises Unavailable."""
    owner, run_id = message.owner, message.run_id
    config = services.settings.find(owner)
    if config is None or not services.runs.go_on(owner, run_id, now=now):
        return
    done, problem = run_whole(owner, config, services, out_of_time=out_of_time)
    run = services.runs.find(owner)
    services.runs.put(owner, noted(run, done, problem, trigger=BackupTrigger.REQUEST, now=now))
    if problem is None and not done.is_complete:
        queue.send(message)
    else:
        services.runs.end(owner, run_id)


def noted(run: BackupRun, done: Synced, problem: str | None, *, trigger: BackupTrigger, now: datetime) -> BackupRun:
    """The state after a run. A night is bad once, however often it is tried; a complete run ends the row of bad nights."""
    good, is_night = problem is None and done.is_complete, trigger is BackupTrigger.NIGHT
    changed: dict[str, Any] = {
        "last_run_at": now,
        "images": done.images,
        "uploaded": done.uploaded,
        "deleted": done.deleted,
        "failed": len(done.failed),
        "failed_images": tuple(done.failed[:MOST_NAMED]),
        "problem": problem,
        "runs": (_finished(done, problem, trigger, now), *run.runs)[:BACKUP_RUNS_SHOWN],
    }
    today = f"{now:%Y-%m-%d}"
    if good:
        changed |= {"bad_nights": 0, "bad_on": "", "last_success_at": now} | ({"ran_on": today} if is_night else {})
    if problem is not None and is_night:
        changed |= {"bad_nights": run.bad_nights + (run.bad_on != today), "bad_on": today}
    return run.model_copy(update=changed)


def _finished(done: Synced, problem: str | None, trigger: BackupTrigger, now: datetime) -> FinishedRun:
    return FinishedRun(
        trigger=trigger,
        at=now,
        uploaded=done.uploaded,
        deleted=done.deleted,
        failed=len(done.failed),
        is_complete=done.is_complete,
        problem=problem,
    )


def status_of(run: BackupRun, usage: Usage, *, now: datetime) -> BackupStatus:
    lag = int((now - run.last_success_at).total_seconds()) if run.last_success_at else None
    shown = run.model_dump(include=set(BackupStatus.model_fields) & set(BackupRun.model_fields))
    synced = max(0, run.images)
    return BackupStatus(
        **shown,
        lag_seconds=lag,
        is_running=run.is_running(now),
        synced=synced,
        pending=max(0, usage.images + usage.bin_images - synced - run.failed),
        is_overdue=run.bad_nights >= BAD_BACKUP_NIGHTS,
    )
