"""The Python client: what it sends again, what it does not, and what it says of a refusal."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from client_generator import DOCUMENT
from client_generator.operations import python_name
from pixelflare_client import ApiError, AsyncClient, Client, ConnectionFailed, Retries, UploadOptions, calls
from pixelflare_client.steps import retry_after

Answer = httpx.Response | httpx.TransportError


class Server:
    """Answers in turn, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked, self.slept = list(answers), list[httpx.Request](), list[float]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer

    def client(self, **changes: object) -> Client:
        transport = httpx.MockTransport(self)
        return Client("https://img.example", "pf_key", transport=transport, sleep=self.slept.append, **changes)  # type: ignore[arg-type]


def error(status: int, code: str, **headers: str) -> httpx.Response:
    envelope = {"error": {"code": code, "message": "no", "details": {"why": "so"}}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=envelope, headers=named)


ALBUM = httpx.Response(201, json={"slug": "trip"})


@pytest.mark.parametrize(
    "trouble",
    [httpx.ReadError("cut"), httpx.ConnectError("down"), error(503, "UNAVAILABLE"), error(429, "RATE_LIMIT_EXCEEDED")],
    ids=lambda trouble: type(trouble).__name__,
)
def test_creation_is_sent_again_under_the_key_of_the_first_time(trouble: Answer) -> None:
    server = Server(trouble, ALBUM)

    assert server.client().send(calls.create_album({"slug": "trip", "title": "Trip"})) == {"slug": "trip"}

    keys = {request.headers["idempotency-key"] for request in server.asked}
    assert (len(server.asked), len(keys)) == (2, 1)


@pytest.mark.parametrize("trouble", [httpx.ReadError("cut"), error(503, "UNAVAILABLE")], ids=["cut", "503"])
def test_change_that_might_have_happened_is_not_sent_again(trouble: Answer) -> None:
    server = Server(trouble)

    with pytest.raises((ConnectionFailed, ApiError)):
        server.client().send(calls.change_image("01", {"title": "Sea"}))

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("down"), error(429, "RATE_LIMIT_EXCEEDED")], ids=["down", "429"]
)
def test_change_that_cannot_have_happened_is_sent_again(trouble: Answer) -> None:
    server = Server(trouble, httpx.Response(200, json={"title": "Sea"}))

    assert server.client().send(calls.change_image("01", {"title": "Sea"}))["title"] == "Sea"


def test_client_waits_as_long_as_the_server_asks() -> None:
    server = Server(error(429, "RATE_LIMIT_EXCEEDED", retry_after="7"), httpx.Response(200, json={"status": "ok"}))

    server.client().send(calls.health())

    assert server.slept == [7.0]


def test_client_gives_up_at_once_when_it_would_wait_for_too_long() -> None:
    server = Server(error(429, "RATE_LIMIT_EXCEEDED", retry_after="3600"))

    with pytest.raises(ApiError, match="429 RATE_LIMIT_EXCEEDED"):
        server.client().send(calls.health())

    assert server.slept == []


def test_client_gives_up_after_its_attempts() -> None:
    server = Server(*[httpx.ReadError("cut")] * 3)

    with pytest.raises(ConnectionFailed, match="GET /v1/health"):
        server.client(retries=Retries(attempts=3)).send(calls.health())

    assert len(server.slept) == 2


def test_deletion_whose_answer_was_lost_has_happened() -> None:
    server = Server(httpx.ReadError("cut"), error(404, "NOT_FOUND"))

    assert server.client().send(calls.delete_image("01")) is None


def test_deletion_of_what_is_not_there_is_an_error() -> None:
    with pytest.raises(ApiError) as refused:
        Server(error(404, "NOT_FOUND")).client().send(calls.delete_image("01"))

    assert (refused.value.status, refused.value.code, refused.value.details) == (404, "NOT_FOUND", {"why": "so"})


def test_refusal_that_is_no_json_is_told_as_it_came() -> None:
    with pytest.raises(ApiError, match="403 UNREADABLE: <html>"):
        Server(httpx.Response(403, text="<html>")).client().send(calls.show_me())


def test_call_says_what_it_was_given() -> None:
    server = Server(httpx.Response(200, json={"data": [], "next_cursor": None}))

    server.client().send(calls.list_images(album="trip", deleted=True, from_="2026-01-01T00:00:00Z"))

    (request,) = server.asked
    assert request.url == "https://img.example/api/v1/images?album=trip&deleted=true&from=2026-01-01T00%3A00%3A00Z"
    assert request.headers["authorization"] == "Bearer pf_key"


def test_part_of_a_path_cannot_leave_its_place() -> None:
    server = Server(error(404, "NOT_FOUND"))

    with pytest.raises(ApiError):
        server.client().send(calls.show_image("../me?x=1"))

    assert server.asked[0].url.raw_path == b"/api/v1/images/..%2Fme%3Fx%3D1"


def test_every_operation_of_the_api_has_a_call() -> None:
    paths = json.loads(DOCUMENT.read_text())["paths"].values()
    operations = {each["operationId"] for methods in paths for each in methods.values() if isinstance(each, dict)}

    assert {name for name in operations if not callable(getattr(calls, python_name(name), None))} == set()
    assert len(operations) > 70


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("Mon, 30 Nov 2026 12:00:10 GMT", 10.0),
        ("Mon, 30 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, now=datetime(2026, 11, 30, 12, tzinfo=UTC)) == seconds


def test_no_more_requests_are_under_way_than_allowed() -> None:
    counted = _Counted()
    with (
        Client("https://img.example", transport=httpx.MockTransport(counted.answer), parallel=3) as client,
        ThreadPoolExecutor(12) as pool,
    ):
        list(pool.map(lambda _: client.send(calls.health()), range(24)))

    assert counted.most == 3


def test_no_more_requests_are_under_way_than_allowed_with_asyncio() -> None:
    under_way, most = 0, 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return httpx.Response(200, json={})

    async def ask() -> None:
        async with AsyncClient("https://img.example", transport=httpx.MockTransport(answer), parallel=3) as client:
            await asyncio.gather(*(client.send(calls.health()) for _ in range(24)))

    asyncio.run(ask())

    assert most == 3


class _Counted:
    """Lets a request end when as many are under way as may be, so that the most is reached without waiting for time."""

    def __init__(self) -> None:
        self.most, self._under_way, self._lock, self._full = 0, 0, threading.Lock(), threading.Barrier(3)

    def answer(self, _: httpx.Request) -> httpx.Response:
        with self._lock:
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        self._full.wait(timeout=30)
        with self._lock:
            self._under_way -= 1
        return httpx.Response(200, json={})


def test_list_is_read_to_its_end() -> None:
    pages = [{"data": [1, 2], "next_cursor": "a"}, {"data": [3], "next_cursor": None}]
    server = Server(*[httpx.Response(200, json=page) for page in pages])

    assert list(server.client().each(lambda cursor: calls.list_images(cursor=cursor))) == [1, 2, 3]
    assert server.asked[1].url.params["cursor"] == "a"


def test_upload_asks_for_its_image_first_when_it_may_be_ready(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"picture")
    form = {"imageId": "img_1", "uploadUrl": "https://storage.example/", "fields": {}}
    ready = httpx.Response(200, json={"id": "img_1", "status": "ready"})
    server = Server(httpx.Response(201, json=form), httpx.Response(204), ready)

    server.client().upload(file, UploadOptions(first_poll_seconds=7.0))

    assert ([request.method for request in server.asked], server.slept) == (["POST", "POST", "GET"], [7.0])
