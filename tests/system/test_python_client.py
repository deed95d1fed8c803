"""The Python client against the whole system: uploads whole and in parts, with connections that break."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from pixelflare_client import AsyncClient, Client, ConnectionFailed, Retries, UploadFailed, UploadOptions, calls
from tests.command_line import small_picture
from tests.system.runtime import Runtime, User

IMPATIENT = Retries(first_seconds=0.01)


class Breaking(httpx.HTTPTransport):
    """Breaks the connection after the requests that `breaks` picks, by their number among those of one method."""

    def __init__(self, breaks: Callable[[httpx.Request], bool]) -> None:
        super().__init__()
        self._breaks = breaks

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if self._breaks(request):
            answer.read()
            raise httpx.ReadError("cut")
        return answer


def client_of(user: User, breaks: Callable[[httpx.Request], bool] = lambda _: False, attempts: int = 5) -> Client:
    retries = Retries(attempts=attempts, first_seconds=0.01)
    return Client(user.runtime.url, headers={"X-Mock-Auth": user.name}, transport=Breaking(breaks), retries=retries)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "rocket.jpg"
    file.write_bytes(small_picture())
    return file


def test_upload_comes_through_although_every_answer_is_lost_once(user: User, picture: Path) -> None:
    lost: set[str] = set()

    def breaks(request: httpx.Request) -> bool:
        name = f"{request.method} {request.url.path}"
        return name not in lost and not lost.add(name)  # type: ignore[func-returns-value]

    with client_of(user, breaks) as client:
        image = client.upload(picture, UploadOptions(album="trip", tags=("moon",), alt="A rocket"))
        original = client.download(image["id"])
        listed = list(client.each(lambda cursor: calls.list_images(cursor=cursor)))

    assert (image["status"], image["album"], image["tags"], image["alt"]) == ("ready", "trip", ["moon"], "A rocket")
    assert [each["id"] for each in listed] == [image["id"]]
    assert original == picture.read_bytes()


def test_parts_that_have_arrived_are_not_sent_again(user: User, tmp_path: Path) -> None:
    file = tmp_path / "noise.jpg"
    file.write_bytes(b"\xff\xd8" + bytes(17_000_000))  # no picture: what arrives is what matters here
    sent: list[str] = []
    reserved: list[str] = []
    is_broken = True

    def breaks(request: httpx.Request) -> bool:
        part = request.url.params.get("partNumber", "")
        sent.append(part)
        return is_broken and part == "2"

    options = UploadOptions(key="first")
    with client_of(user, breaks, attempts=1) as client:
        with pytest.raises(ConnectionFailed):
            client.upload(file, options, receipt=reserved.append)
        sent.clear()
        is_broken = False
        with pytest.raises(UploadFailed, match="rejected"):
            client.upload(file, UploadOptions(image_id=reserved[0]))

    assert [part for part in sent if part] == ["3"]


def test_asyncio_uploads_many_at_once(runtime: Runtime, user: User, picture: Path) -> None:
    async def upload() -> list[str]:
        async with AsyncClient(runtime.url, headers={"X-Mock-Auth": user.name}, retries=IMPATIENT) as client:
            each = [client.upload(picture, UploadOptions(filename=f"{number}.jpg")) for number in range(5)]
            return [image["filename"] for image in await asyncio.gather(*each)]

    assert asyncio.run(upload()) == [f"{number}.jpg" for number in range(5)]


def test_file_that_is_no_picture_fails_with_the_reason(user: User, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("no picture")

    with client_of(user) as client, pytest.raises(UploadFailed) as failed:
        client.upload(tmp_path / "notes.jpg")

    assert failed.value.reason in ("not_an_image", "unsupported_type", "corrupt")
