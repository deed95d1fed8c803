"""The audit log as it is read: in order, by page, by filter, by its owner."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.audit import AuditLog, AuditQuery, new_entry_id
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import InvalidRequest
from schema.audit import AuditEntry, AuditStatus
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User

JUNE = datetime(2026, 6, 15, 12, tzinfo=UTC)


# Reading


@pytest.fixture
def log(cloud: Cloud) -> AuditLog:
    return AuditLog(Table(cloud.variables["AUDIT_TABLE"]), cursor_key=lambda: b"key")


@pytest.fixture
def owner() -> str:
    return uuid4().hex[:20]


def an_entry(at: datetime, **changes: Any) -> AuditEntry:
    usual = {
        "id": new_entry_id(at),
        "at": at,
        "actor": "user",
        "action": "update",
        "resource_type": "image",
        "method": "PATCH",
        "path": "/v1/images/x",
        "address": "203.0.113.7",
        "request_id": "r",
        "status": AuditStatus.SUCCESS,
        "http_status": 200,
    }
    return AuditEntry.model_validate(usual | changes)


def times(log: AuditLog, question: AuditQuery, *, limit: int = 100, now: datetime = JUNE) -> list[datetime]:
    return [entry.at for entry in log.page(question, limit=limit, cursor=None, now=now).data]


def test_entries_come_newest_first_over_the_months_page_by_page(log: AuditLog, owner: str) -> None:
    moments = [JUNE - timedelta(days=13 * back) for back in range(12)]
    for moment in reversed(moments):
        log.append(owner, an_entry(moment))

    seen: list[datetime] = []
    cursor: str | None = None
    for _ in range(20):
        page = log.page(AuditQuery(owner), limit=5, cursor=cursor, now=JUNE)
        seen += [entry.at for entry in page.data]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == moments


def test_times_bound_what_is_listed(log: AuditLog, owner: str) -> None:
    days = [JUNE - timedelta(days=back) for back in range(40)]
    for day in days:
        log.append(owner, an_entry(day))

    assert times(log, AuditQuery(owner, since=days[20], until=days[10])) == days[11:21]
    assert times(log, AuditQuery(owner, until=days[38])) == days[39:]
    assert times(log, AuditQuery(owner, since=days[0])) == days[:1]
    assert times(log, AuditQuery(owner, since=JUNE + timedelta(days=1))) == []


def test_filters_leave_out_everything_else(log: AuditLog, owner: str) -> None:
    log.append(owner, an_entry(JUNE, action="delete", resource_type="album"))
    log.append(owner, an_entry(JUNE, action="delete", status=AuditStatus.FAILED))
    log.append(owner, an_entry(JUNE))

    assert len(times(log, AuditQuery(owner))) == 3
    assert len(times(log, AuditQuery(owner, action="delete"))) == 2
    assert len(times(log, AuditQuery(owner, action="delete", resource_type="image"))) == 1
    assert len(times(log, AuditQuery(owner, status=AuditStatus.SUCCESS))) == 2


def test_details_come_back_as_they_were(log: AuditLog, owner: str) -> None:
    details = {"filename": "Strand.jpg", "n": 3, "ids": ["a", "b"], "rate": 0.5, "none": None, "empty": ""}
    log.append(owner, an_entry(JUNE, details=details))

    assert log.page(AuditQuery(owner), limit=1, cursor=None, now=JUNE).data[0].details == details


def test_entry_is_written_once(log: AuditLog, owner: str) -> None:
    entry = an_entry(JUNE)
    log.append(owner, entry)

    with pytest.raises(ConditionFailed):
        log.append(owner, entry.model_copy(update={"action": "forged"}))


def test_entry_that_the_client_library_sends_twice_is_there_once(log: AuditLog, owner: str) -> None:
    """It sends again when it got no answer. That is no entry that was lost."""
    entry = an_entry(JUNE, details={"images": [1, "two"]})
    log.append(owner, entry)
    log.append(owner, entry)
    assert log.page(AuditQuery(owner), limit=10, cursor=None, now=JUNE).data == [entry]


def test_owners_do_not_see_each_other(log: AuditLog, owner: str) -> None:
    log.append(owner, an_entry(JUNE))

    assert times(log, AuditQuery(f"{owner}x")) == []


def test_cursor_serves_its_own_list_only(log: AuditLog, owner: str) -> None:
    for _ in range(3):
        log.append(owner, an_entry(JUNE))
    cursor = log.page(AuditQuery(owner), limit=1, cursor=None, now=JUNE).next_cursor

    for other in (AuditQuery("other"), AuditQuery(owner, action="delete"), AuditQuery(owner, since=JUNE)):
        with pytest.raises(InvalidRequest):
            log.page(other, limit=1, cursor=cursor, now=JUNE)


def test_list_is_asked_for_over_http(user: User) -> None:
    for slug in ("a", "b", "c"):
        user.call("POST", "/v1/albums", {"slug": slug})
    user.call("DELETE", "/v1/albums/a")

    assert [entry["resource_id"] for entry in entries(user, "action=create&resource_type=album")] == ["c", "b", "a"]
    assert len(entries(user, "status=failed")) == 0
    assert len(entries(user, "from=2026-01-01T00:00:00Z")) == 4
    assert entries(user, "to=2026-01-01T00:00:00Z") == []
    page = user.call("GET", "/v1/audit-logs", query="limit=3").body
    rest = entries(user, f"limit=3&cursor={page['next_cursor']}")
    assert len(page["data"]) == 3
    assert len(rest) == 1


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "from=2026-01-01", "action=DROP", "status=maybe", "limit=0", "cursor=x", "resource_type="],
)
def test_question_that_makes_no_sense_is_refused(user: User, query: str) -> None:
    answer = user.call("GET", "/v1/audit-logs", query=query)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "query",
    [
        "to=0584-08-01T08:10:45Z",
        "to=0001-01-01T00:00:00%2B14:00",
        "from=9999-12-31T23:59:59-14:00",
    ],
)
def test_times_when_nothing_can_have_been_written_find_nothing(user: User, query: str) -> None:
    user.call("POST", "/v1/albums", {"slug": "a"})

    assert entries(user, query) == []


def test_times_far_outside_find_everything(user: User) -> None:
    user.call("POST", "/v1/albums", {"slug": "a"})

    assert len(entries(user, "from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-14:00")) == 1
