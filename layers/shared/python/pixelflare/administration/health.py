"""How the installation is: what rings, what waits, when schedules ran, and what has failed lately."""

from datetime import datetime, timedelta

from pixelflare.administration.dead_letters import DeadLetters, last_line
from pixelflare.administration.parts import Parts, WorkQueuePart
from pixelflare.aws.dead_letters import QueueCounts, queue_url
from pixelflare.aws.function_logs import LogLine, log_lines
from pixelflare.aws.metrics import Series, points_of, ringing_alarms
from pixelflare.base.parallel import at_once, in_parallel
from schema.administration import (
    Failure,
    FailureList,
    HealthResource,
    QueueHealth,
    RingingAlarm,
    ScheduleHealth,
)
from schema.limits import MAX_FAILURES

_PERIOD = timedelta(minutes=5)
_LATELY, _DAY, _DAYS = timedelta(minutes=20), timedelta(days=1), timedelta(days=3)
_SHOWN = 500
"""Characters of what a line of a log says."""


def health(parts: Parts, *, letters: DeadLetters, now: datetime) -> HealthResource:
    """Raises Unavailable."""
    ringing, (queues, schedules) = at_once(
        lambda: ringing_alarms(parts.alarms),
        lambda: at_once(lambda: _queues(parts, now), lambda: _schedules(parts, now)),
    )
    return HealthResource(
        alarms=[RingingAlarm(name=each.name, meaning=each.meaning, since=each.since) for each in ringing],
        queues=queues,
        dead_letters=letters.counted(),
        schedules=schedules,
    )


def recent_failures(parts: Parts, *, now: datetime) -> FailureList:
    """Of all functions, in the last day. Raises Unavailable."""

    def of_function(named: tuple[str, str]) -> list[Failure]:
        function, group = named
        found = log_lines(group, "level", "ERROR", since=now - _DAY, until=now, most=MAX_FAILURES)
        return [_failure(function, line) for line in found]

    found = [each for listed in in_parallel(of_function, parts.log_groups.items()) for each in listed]
    return FailureList(data=sorted(found, key=lambda each: each.at, reverse=True)[:MAX_FAILURES])


def _queues(parts: Parts, now: datetime) -> list[QueueHealth]:
    ages = [
        Series("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": part.queue}, "Maximum") for part in parts.work
    ]
    oldest = points_of(ages, period=_PERIOD, since=now - _LATELY, until=now)

    def of_queue(place: int) -> QueueHealth:
        part: WorkQueuePart = parts.work[place]
        counts = QueueCounts(queue_url(part.queue))
        latest = oldest[place][0][1] if oldest[place] else None
        return QueueHealth(
            name=part.name,
            waiting=counts.waiting,
            in_work=counts.in_work,
            oldest_seconds=None if latest is None else int(latest),
        )

    return in_parallel(of_queue, range(len(parts.work)))


def _schedules(parts: Parts, now: datetime) -> list[ScheduleHealth]:
    names = list(parts.schedules.items())
    wanted = [
        Series("AWS/Lambda", metric, {"FunctionName": function}, "Sum")
        for _, function in names
        for metric in ("Invocations", "Errors")
    ]
    found = points_of(wanted, period=_PERIOD, since=now - _DAYS, until=now)
    return [
        ScheduleHealth(
            name=folder,
            last_run=next((at for at, runs in found[2 * place] if runs), None),
            failures=int(sum(failed for at, failed in found[2 * place + 1] if at >= now - _DAY)),
        )
        for place, (folder, _) in enumerate(names)
    ]


def _failure(function: str, line: LogLine) -> Failure:
    fields = line.fields
    error = last_line(fields)
    told = fields.get("request_id") or fields.get("message_id")
    return Failure(
        at=line.at,
        function=function,
        message=str(fields.get("message", ""))[:_SHOWN],
        error=error[:_SHOWN] if error else None,
        request_id=str(told) if told else None,
    )
