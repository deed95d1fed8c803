"""The audit log as CSV: everything that the filters let through, in pieces, and nothing that a spreadsheet would run."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.audit import AuditLog, AuditQuery, export_entries
from pixelflare.audit.export import COLUMNS
from pixelflare.aws.table import Table
from tests.integration.cloud import Cloud, User
from tests.integration.test_audit_log import JUNE, an_entry


@pytest.fixture
def log(cloud: Cloud) -> AuditLog:
    return AuditLog(Table(cloud.variables["AUDIT_TABLE"]), cursor_key=lambda: b"key")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_log_is_exported_with_its_filters(user: User) -> None:
    for slug in ("a", "b"):
        user.call("POST", "/v1/albums", {"slug": slug})
    user.call("POST", "/v1/images", {"filename": "=1+1.jpg"})
    answer = user.call("GET", "/v1/audit-logs", query="format=csv&resource_type=album")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "audit-log.csv" in answer.headers["content-disposition"]
    assert "x-next-cursor" not in answer.headers
    assert [row["resource_id"] for row in rows_of(answer.body)] == ["b", "a"]
    whole = rows_of(user.call("GET", "/v1/audit-logs", query="format=csv").body)
    assert json.loads(whole[0]["details"])["filename"] == "=1+1.jpg"
    assert tuple(whole[0]) == COLUMNS


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
def test_nothing_begins_like_a_formula(log: AuditLog, text: str) -> None:
    owner = uuid4().hex[:20]
    log.append(owner, an_entry(JUNE, resource_id=text, request_id=text, path=text))
    (row,) = rows_of(_export(log, owner).text)
    assert {row["resource_id"], row["request_id"], row["path"]} == {f"'{text}"}


def test_large_log_comes_in_pieces_that_are_all_of_it(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.audit.export.MAX_CSV_BYTES", 2_000)
    monkeypatch.setattr("pixelflare.audit.export._PAGE", 5)
    owner = uuid4().hex[:20]
    written = [an_entry(JUNE, actor="user" if number % 3 else "system") for number in range(40)]
    for entry in written:
        log.append(owner, entry)

    seen: list[str] = []
    cursor, pieces = None, 0
    while pieces == 0 or cursor:
        piece = _export(log, owner, cursor=cursor)
        seen += [row["id"] for row in rows_of(piece.text)]
        cursor, pieces = piece.next_cursor, pieces + 1
    assert sorted(seen) == sorted(entry.id for entry in written)
    assert pieces == 3


def test_piece_ends_when_time_is_up_and_leads_to_the_rest(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.audit.export._PAGE", 2)
    owner = uuid4().hex[:20]
    for _ in range(3):
        log.append(owner, an_entry(JUNE))
    piece = _export(log, owner, is_over=True)
    assert len(rows_of(piece.text)) == 2
    assert len(rows_of(_export(log, owner, cursor=piece.next_cursor).text)) == 1


def test_page_with_a_filter_is_full_and_its_cursor_loses_nothing(log: AuditLog) -> None:
    """One query reads more than a page takes."""
    owner = uuid4().hex[:20]
    for number in range(30):
        log.append(owner, an_entry(JUNE, action="delete" if number % 2 else "update"))
    question = AuditQuery(owner, action="delete")
    first = log.page(question, limit=4, cursor=None, now=JUNE)
    rest = log.page(question, limit=100, cursor=first.next_cursor, now=JUNE)
    assert (len(first.data), len(rest.data)) == (4, 11)
    assert not {entry.id for entry in first.data} & {entry.id for entry in rest.data}


def test_filter_that_finds_nothing_costs_bounded_reads_and_ends(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page looks at 4 x 5 entries, and the next one goes on behind them."""
    monkeypatch.setattr("pixelflare.audit.log._FILTERED", 5)
    monkeypatch.setattr("pixelflare.audit.log._MAX_READS", 4)
    owner, entries = uuid4().hex[:20], 50
    for _ in range(entries):
        log.append(owner, an_entry(JUNE, action="delete"))
    question = AuditQuery(owner, since=JUNE, action="restore")
    asked: list[int] = []
    query = Table.query

    def counted(table: Table, *arguments: Any, **named: Any) -> Any:
        asked.append(named["limit"])
        return query(table, *arguments, **named)

    monkeypatch.setattr(Table, "query", counted)
    cursor, looked_at = None, []
    while not looked_at or cursor:
        page = log.page(question, limit=1, cursor=cursor, now=JUNE)
        assert page.data == []
        cursor = page.next_cursor
        looked_at.append(sum(asked))
        asked.clear()

    assert max(looked_at) == 20
    assert len(looked_at) == 3  # the last of them finds that there is no more


def _export(log: AuditLog, owner: str, *, cursor: str | None = None, is_over: bool = False) -> Any:
    now = datetime.now(UTC)
    return export_entries(AuditQuery(owner), log=log, cursor=cursor, out_of_time=lambda: is_over, now=max(now, JUNE))
