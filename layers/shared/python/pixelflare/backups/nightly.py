"""The nightly run over all owners with a backup, and what it leaves to know."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from pixelflare.backups.services import BackupServices
from pixelflare.backups.whole import noted, run_whole
from pixelflare.base.observability import count, logger
from schema.library.backups import BackupConfig, BackupRun, BackupTrigger
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
        services.runs.note_start(owner, now=now)  # also if this call does not outlive it
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
    done, problem = run_whole(owner, config, services, out_of_time=out_of_time)
    services.runs.put(owner, noted(run, done, problem, trigger=BackupTrigger.NIGHT, now=now))
    if problem is None:
        return "backed_up" if done.is_complete else "unfinished"
    _tell(owner, run, problem, now=now)
    return "bad"


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
