"""Idempotency-Key: one request, however often it is sent."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.aws.table import Table
from pixelflare.base.errors import IdempotencyConflict
from pixelflare.entry.http.idempotency import IdempotentRun, Replays
from tests.integration.cloud import Answer, Cloud, User

START = datetime(2026, 1, 1, tzinfo=UTC)
FORM = {"filename": "beach.jpg"}


@pytest.fixture
def key() -> str:
    return f"key-{uuid4()}"


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def test_same_request_gets_the_same_answer_and_happens_once(user: User, key: str) -> None:
    first = user.call("POST", "/v1/images", FORM, idempotency_key=key)
    again = user.call("POST", "/v1/images", FORM, idempotency_key=key)

    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert len(user.call("GET", "/v1/images", query="status=reserved").body["data"]) == 1
    assert len(user.call("GET", "/v1/audit-logs").body["data"]) == 1


def test_without_a_key_a_second_request_is_another(user: User) -> None:
    """It takes the empty reservation over, with a form of its own."""
    first, second = (user.call("POST", "/v1/images", FORM) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert second.body["token"] != first.body["token"]


def test_refusal_is_repeated_too(user: User, key: str) -> None:
    user.call("POST", "/v1/albums", {"slug": "a"})
    first = user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key)
    user.call("DELETE", "/v1/albums/a")
    again = user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key)

    assert code(first) == code(again) == (409, "CONFLICT")


@pytest.mark.parametrize(
    ("path", "body", "query"),
    [("/v1/images", {"filename": "other.jpg"}, ""), ("/v1/albums", FORM, ""), ("/v1/images", FORM, "a=1")],
)
def test_key_of_another_request_is_a_conflict(user: User, key: str, path: str, body: Any, query: str) -> None:
    user.call("POST", "/v1/images", FORM, idempotency_key=key)

    assert code(user.call("POST", path, body, query=query, idempotency_key=key)) == (409, "IDEMPOTENCY_CONFLICT")


def test_owners_and_credentials_do_not_share_keys(cloud: Cloud, user: User, key: str) -> None:
    first = user.call("POST", "/v1/images", FORM, idempotency_key=key)
    other = cloud.user(f"other-{uuid4().hex}").call("POST", "/v1/images", FORM, idempotency_key=key)
    assert other.status == 201
    assert other.body["imageId"] != first.body["imageId"]

    secret = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}).body["key"]
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": key}
    by_key = cloud.api("POST", "/v1/images", headers=headers, body=json.dumps(FORM))
    assert by_key.status == 201
    assert by_key.body["token"] != first.body["token"], "the request was made, not remembered"


@pytest.mark.parametrize("bad", ["", "x" * 256, "a\tb", "ä"])
def test_key_that_is_not_printable_ascii_is_refused(user: User, bad: str) -> None:
    assert code(user.call("POST", "/v1/images", FORM, idempotency_key=bad)) == (400, "VALIDATION_ERROR")


def test_key_means_nothing_where_nothing_is_posted(user: User, key: str) -> None:
    for _ in range(2):
        answer = user.call("GET", "/v1/images", idempotency_key=key)
        assert answer.status == 200
        assert "Idempotency-Replayed" not in answer.headers


def test_failure_of_ours_is_not_kept(user: User, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pixelflare.catalog import AlbumStore

    with monkeypatch.context() as patch:
        patch.setattr(AlbumStore, "add", _fail)
        assert user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key).status == 500
    assert user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key).status == 201


def test_answer_that_can_not_be_kept_stands(user: User, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Replays, "keep", _fail)
        assert user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key).status == 201
    answer = user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key=key)

    assert code(answer) == (409, "IDEMPOTENCY_CONFLICT")
    assert answer.headers["Retry-After"] == "1"


def _fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("out of order")


def test_table_holds_neither_the_key_nor_the_answer(cloud: Cloud, user: User, key: str) -> None:
    body = {"name": "k", "scopes": ["read"]}
    secret = user.call("POST", "/v1/keys", body, idempotency_key=key).body["key"]
    assert user.call("POST", "/v1/keys", body, idempotency_key=key).body["key"] == secret

    rows = json.dumps(cloud.rows("EPHEMERAL_TABLE"))
    assert "IK#" in rows
    assert key not in rows
    assert secret not in rows


def test_write_key_gets_no_answer_that_needed_more_than_it_may(cloud: Cloud, user: User, key: str) -> None:
    body = {"name": "k", "scopes": ["admin"]}
    user.call("POST", "/v1/keys", body, idempotency_key=key)
    writer = user.call("POST", "/v1/keys", {"name": "w", "scopes": ["write"]}).body["key"]
    headers = {"authorization": f"Bearer {writer}", "idempotency-key": key}

    assert code(cloud.api("POST", "/v1/keys", headers=headers, body=json.dumps(body))) == (403, "FORBIDDEN")


# The rows themselves


@pytest.fixture
def replays(cloud: Cloud) -> Replays:
    return Replays(Table(cloud.variables["EPHEMERAL_TABLE"]), secret=lambda: b"0" * 64)


@pytest.fixture
def run() -> IdempotentRun:
    return a_run(uuid4().hex)


def a_run(name: str, *, fingerprint: str = "f", holder: str = "first") -> IdempotentRun:
    return IdempotentRun("owner", name, fingerprint, holder)


def an_answer(body: str = "{}") -> dict[str, Any]:
    return {"statusCode": 200, "headers": {"ETag": '"1"', "X-Request-Id": "x"}, "body": body, "isBase64Encoded": False}


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_run_that_never_ended_blocks_its_key_for_a_minute(replays: Replays, run: IdempotentRun) -> None:
    second = a_run(run.secret_name, holder="second")
    assert replays.begin(run, now=START) is None
    with pytest.raises(IdempotencyConflict):
        replays.begin(second, now=after(59))

    assert replays.begin(second, now=after(62)) is None
    replays.keep(second, an_answer())
    assert replays.begin(a_run(run.secret_name, holder="third"), now=after(63)) is not None


def test_run_that_the_client_sends_twice_because_its_answer_came_late_is_one_run(
    replays: Replays, run: IdempotentRun
) -> None:
    assert replays.begin(run, now=START) is None
    assert replays.begin(run, now=START) is None
    with pytest.raises(IdempotencyConflict):
        replays.begin(a_run(run.secret_name, holder="second"), now=START)


def test_run_that_never_ended_blocks_other_requests_for_the_whole_day(replays: Replays, run: IdempotentRun) -> None:
    other = a_run(run.secret_name, fingerprint="other")
    replays.begin(run, now=START)

    with pytest.raises(IdempotencyConflict):
        replays.begin(other, now=after(3600))
    assert replays.begin(other, now=after(24 * 3600 + 1)) is None


def test_late_run_does_not_overwrite_the_one_that_took_over(replays: Replays, run: IdempotentRun) -> None:
    from pixelflare.aws.table import ConditionFailed

    second = a_run(run.secret_name, holder="second")
    replays.begin(run, now=START)
    replays.begin(second, now=after(61.5))
    with pytest.raises(ConditionFailed):
        replays.keep(run, an_answer("late"))

    replays.keep(second, an_answer("kept"))
    found = replays.begin(a_run(run.secret_name, holder="third"), now=after(63))
    assert found is not None
    assert found["body"] == "kept"
    assert found["headers"] == {"ETag": '"1"'}


def test_answer_is_forgotten_after_a_day(replays: Replays, run: IdempotentRun) -> None:
    replays.begin(run, now=START)
    replays.keep(run, an_answer())

    assert replays.begin(run, now=after(24 * 3600 - 1)) is not None
    assert replays.begin(run, now=after(24 * 3600 + 1)) is None


def test_answer_too_large_to_be_kept_frees_its_key(replays: Replays, run: IdempotentRun) -> None:
    import secrets

    replays.begin(run, now=START)
    replays.keep(run, an_answer(secrets.token_hex(400_000)))

    assert replays.begin(run, now=START) is None


def test_rotated_secret_makes_kept_answers_conflicts(cloud: Cloud, replays: Replays, run: IdempotentRun) -> None:
    replays.begin(run, now=START)
    replays.keep(run, an_answer())
    rotated = Replays(Table(cloud.variables["EPHEMERAL_TABLE"]), secret=lambda: b"1" * 64)

    with pytest.raises(IdempotencyConflict):
        rotated.begin(run, now=START)


def test_of_many_at_once_one_runs(replays: Replays, run: IdempotentRun) -> None:
    began: list[bool] = []
    start = threading.Barrier(8)

    def begin(number: int) -> None:
        start.wait()
        try:
            began.append(replays.begin(a_run(run.secret_name, holder=str(number)), now=START) is None)
        except IdempotencyConflict:
            began.append(False)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(began) == [False] * 7 + [True]
