"""Restores that owners ask for. They work in parts, and what is done is known after each, so a lost one goes on where it was."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.expressions import Condition
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.backups.restore import (
    AT_ONCE,
    Restored,
    RestoreServices,
    image_ids,
    restore_images,
    restore_records,
)
from pixelflare.base import clock
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AlreadyRunning, AppError, NotFound, Unavailable
from pixelflare.base.sealing import seal, unseal
from schema.budgets import BACKUP_RUN_LEASE
from schema.keys.backups import restore_key
from schema.library.restores import RestoreFailure, RestoreJob, RestoreState, RestoreStatus
from schema.limits import RESTORE_FAILURES_SHOWN
from schema.messages.backups import RestoreRequested

_TIMES = ("started_at", "ended_at", "until")


class RestoreJobs:
    """`secret` returns the installation's secret. It is called only if a recovery key is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def find(self, owner: str) -> RestoreJob | None:
        item = self._table.get(restore_key(owner), consistent=True)
        return RestoreJob.model_validate(item) if item else None

    def get(self, owner: str) -> RestoreJob:
        """Raises NotFound."""
        job = self.find(owner)
        if job is None:
            raise NotFound("no restore was asked for")
        return job

    def begin(self, owner: str, job: RestoreJob, *, now: datetime) -> None:
        """Raises AlreadyRunning."""
        free = Condition(
            "attribute_not_exists(#job_id) OR #state <> :running OR #until < :now",
            {":running": RestoreState.RUNNING.value, ":now": text_of(now)},
        )
        try:
            self._table.put(restore_key(owner) | _row(job), only_if=free)
        except ConditionFailed as running:
            raise AlreadyRunning("a restore is under way") from running

    def with_key(self, owner: str, job: RestoreJob, recovery_key: str) -> RestoreJob:
        """The job, with the key sealed for it alone."""
        sealed = seal(recovery_key.encode(), secret=self._secret(), info=_name(owner, job))
        return job.model_copy(update={"sealed_key": sealed})

    def key_of(self, owner: str, job: RestoreJob) -> str:
        """Empty if it was asked for without one."""
        opened = unseal(job.sealed_key, secret=self._secret(), info=_name(owner, job)) if job.sealed_key else None
        return (opened or b"").decode()

    def put(self, owner: str, job: RestoreJob, *, after: str) -> bool:
        """Whether nobody else has gone on with it, from the same place."""
        same = Condition("#job_id = :job_id AND #after = :here", {":job_id": job.job_id, ":here": after})
        try:
            self._table.put(restore_key(owner) | _row(job), only_if=same)
        except ConditionFailed:
            return False
        return True


def _name(owner: str, job: RestoreJob) -> bytes:
    return f"pixelflare restore\n{owner}\n{job.job_id}".encode()


def _row(job: RestoreJob) -> dict[str, Any]:
    times = {name: text_of(at) for name in _TIMES if (at := getattr(job, name))}
    return job.model_dump(mode="json", exclude_none=True) | times


@dataclass(frozen=True)
class RestoreJobServices:
    jobs: RestoreJobs
    queue: Queue
    audit: AuditLog
    sources: Callable[[str, str], RestoreServices]
    """What is restored from and to, for an owner and a recovery key, which may be empty. Raises NotFound."""


def request_restore(
    owner: str, *, dry_run: bool, recovery_key: str, jobs: RestoreJobs, queue: Queue, now: datetime
) -> RestoreJob:
    """Begins a restore. Raises AlreadyRunning, and Unavailable; then none has begun."""
    job = RestoreJob(
        job_id=secrets.token_hex(8),
        dry_run=dry_run,
        state=RestoreState.RUNNING,
        started_at=now,
        until=now + BACKUP_RUN_LEASE,
    )
    if recovery_key:
        job = jobs.with_key(owner, job, recovery_key)
    jobs.begin(owner, job, now=now)
    try:
        queue.send(RestoreRequested(owner=owner, job_id=job.job_id))
    except Unavailable:
        jobs.put(owner, _ended(job, "it could not be begun", now=now), after="")
        raise
    return job


def go_on_restoring(
    message: RestoreRequested, services: RestoreJobServices, *, out_of_time: Callable[[], bool]
) -> None:
    """One call's part of a restore. What is left goes back to the queue. Raises Unavailable."""
    owner, now = message.owner, clock.now()
    job = services.jobs.find(owner)
    if job is None or job.job_id != message.job_id or job.state is not RestoreState.RUNNING:
        return
    try:
        is_over = _restore_part(owner, job, services, out_of_time=out_of_time, now=now)
    except Unavailable:
        raise
    except AppError as problem:
        job = services.jobs.get(owner)
        services.jobs.put(owner, _ended(job, problem.message, now=now), after=job.after)
        is_over = True
    if not is_over:
        services.queue.send(message)


def _restore_part(
    owner: str,
    job: RestoreJob,
    services: RestoreJobServices,
    *,
    out_of_time: Callable[[], bool],
    now: datetime,
) -> bool:
    """Whether the job is over, or another call has gone on with it."""
    source = services.sources(owner, services.jobs.key_of(owner, job))
    if job.total is None:
        done = Restored()
        restore_records(owner, source, into=owner, done=done, dry_run=job.dry_run, now=now)
        total = sum(1 for _ in image_ids(owner, source))
        begun = _added(job, done, now=now).model_copy(update={"total": total})
        if not services.jobs.put(owner, begun, after=""):
            return True
        job = begun
    ids = image_ids(owner, source, after=job.after)
    work = partial(restore_images, source=owner, services=source, into=owner, dry_run=job.dry_run, now=now)
    while batch := list(islice(ids, AT_ONCE)):
        if out_of_time():
            return False
        done = Restored()
        work(batch, done=done)
        further = _added(job, done, now=clock.now()).model_copy(update={"after": batch[-1]})
        if not services.jobs.put(owner, further, after=job.after):
            return True
        job = further
    ended = _ended(job, None, now=clock.now())
    if not job.dry_run:
        _tell(owner, ended, services.audit)
    services.jobs.put(owner, ended, after=job.after)
    return True


def _added(job: RestoreJob, done: Restored, *, now: datetime) -> RestoreJob:
    failures = [RestoreFailure(what=what, why=why) for what, why in done.failed]
    return job.model_copy(
        update={
            "until": now + BACKUP_RUN_LEASE,
            **{name: getattr(job, name) + getattr(done, name) for name in ("images", "there_already", "bytes")},
            **{name: getattr(job, name) + getattr(done, name) for name in ("albums", "tags")},
            "failed": job.failed + len(failures),
            "failures": (*job.failures, *failures)[:RESTORE_FAILURES_SHOWN],
        }
    )


def _ended(job: RestoreJob, problem: str | None, *, now: datetime) -> RestoreJob:
    state = RestoreState.STOPPED if problem else RestoreState.DONE
    return job.model_copy(update={"state": state, "ended_at": now, "problem": problem, "sealed_key": None})


def _tell(owner: str, job: RestoreJob, audit: AuditLog) -> None:
    details = {"images": job.images, "albums": job.albums, "tags": job.tags, "failed": job.failed}
    ended = job.ended_at or job.started_at
    audit.append(owner, entry_of("restore", "library", None, by="backup_consumer", now=ended, details=details))


def restore_status(job: RestoreJob, *, now: datetime) -> RestoreStatus:
    shown = job.model_dump(include=set(RestoreStatus.model_fields) & set(RestoreJob.model_fields))
    of_images = [each for each in job.failures if each.what.startswith("img_")]
    others = len(job.failures) - len(of_images)
    state = job.shown_state(now)
    if state is not job.state:
        shown["problem"] = "it was interrupted; ask for it again, and it skips what is there"
    return RestoreStatus(**shown | {"state": state}, looked_at=job.images + job.there_already + job.failed - others)
