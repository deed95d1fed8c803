"""The clients: one for threads, one for asyncio. Both carry out the same steps."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx

from pixelflare_client.call import Call
from pixelflare_client.downloads import original_steps
from pixelflare_client.errors import PixelflareError
from pixelflare_client.generated import types
from pixelflare_client.pages import page_after
from pixelflare_client.picture import Picture
from pixelflare_client.steps import Exchange, Outcome, Pause, Result, Retries, Steps, answer_to
from pixelflare_client.uploads import Progress, Receipt, UploadOptions, upload_steps

MAX_PARALLEL = 4
"""Requests at once, unless the caller says otherwise."""
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
Item = TypeVar("Item")


def _nothing(_: Any) -> None:
    """For those who do not watch the progress."""


class _Settings:
    def __init__(self, url: str, key: str | None, headers: dict[str, str], parallel: int, retries: Retries) -> None:
        if parallel < 1:
            raise PixelflareError("at least one request must be allowed at a time")
        self.url = url.rstrip("/")
        self.retries = retries
        self.credentials = headers | ({"Authorization": f"Bearer {key}"} if key else {})

    def asked(self, step: Exchange) -> dict[str, Any]:
        """What httpx is given. Credentials go to the API only, never to a storage address or along a redirect."""
        request: dict[str, Any] = {**step.request, **(step.opened() if step.opened else {})}
        if step.to_api:
            headers = {"Accept": "application/json", **self.credentials, **request.pop("headers", {})}
            return {"method": step.method, "url": f"{self.url}/api{step.url}", "headers": headers, **request}
        return {"method": step.method, "url": step.url, **request}


class Client:
    """For programs with threads. At most `parallel` requests are under way at a time, over all threads."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        parallel: int = MAX_PARALLEL,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = _Settings(url, key, headers or {}, parallel, retries or Retries())
        self._http = httpx.Client(timeout=TIMEOUT, transport=transport)
        self._places = threading.BoundedSemaphore(parallel)
        self._sleep = sleep

    def send(self, call: Call[Result]) -> Result:
        """The typed answer. Raises ApiError, ConnectionFailed."""
        return self.run(answer_to(call, retries=self._settings.retries))

    def each(self, page: Callable[[str | None], Call[Any]]) -> Iterator[Any]:
        """Everything of a list, page by page: `client.each(lambda cursor: calls.list_images(cursor=cursor))`."""
        cursor: str | None = None
        while True:
            found = self.send(page(cursor))
            yield from found["data"]
            cursor = page_after(found)
            if cursor is None:
                return

    def upload(
        self,
        file: Path | Picture,
        options: UploadOptions | None = None,
        *,
        progress: Progress = _nothing,
        receipt: Receipt = _nothing,
    ) -> types.ImageResource:
        """The image once it is ready. Raises UploadFailed, ApiError, ConnectionFailed."""
        return self.run(upload_steps(file, options or UploadOptions(), self._settings.retries, progress, receipt))

    def download(self, image_id: str) -> bytes:
        """The untouched original. Raises DownloadFailed, ApiError, ConnectionFailed."""
        return self.run(original_steps(image_id, self._settings.retries))

    def run(self, steps: Steps[Result]) -> Result:
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                result: Result = done.value
                return result
            outcome = self._performed(step)

    def _performed(self, step: Exchange | Pause) -> Outcome:
        if isinstance(step, Pause):
            self._sleep(step.seconds)
            return None
        with self._places:
            try:
                return self._http.request(**self._settings.asked(step))
            except httpx.TransportError as broken:
                return broken

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncClient:
    """For asyncio. At most `parallel` requests are under way at a time."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        parallel: int = MAX_PARALLEL,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = _Settings(url, key, headers or {}, parallel, retries or Retries())
        self._http = httpx.AsyncClient(timeout=TIMEOUT, transport=transport)
        self._places = asyncio.Semaphore(parallel)

    async def send(self, call: Call[Result]) -> Result:
        """The typed answer. Raises ApiError, ConnectionFailed."""
        return await self.run(answer_to(call, retries=self._settings.retries))

    async def each(self, page: Callable[[str | None], Call[Any]]) -> AsyncIterator[Any]:
        """Everything of a list, page by page."""
        cursor: str | None = None
        while True:
            found = await self.send(page(cursor))
            for item in found["data"]:
                yield item
            cursor = page_after(found)
            if cursor is None:
                return

    async def upload(
        self,
        file: Path | Picture,
        options: UploadOptions | None = None,
        *,
        progress: Progress = _nothing,
        receipt: Receipt = _nothing,
    ) -> types.ImageResource:
        """The image once it is ready. Raises UploadFailed, ApiError, ConnectionFailed."""
        return await self.run(upload_steps(file, options or UploadOptions(), self._settings.retries, progress, receipt))

    async def download(self, image_id: str) -> bytes:
        """The untouched original. Raises DownloadFailed, ApiError, ConnectionFailed."""
        return await self.run(original_steps(image_id, self._settings.retries))

    async def run(self, steps: Steps[Result]) -> Result:
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                result: Result = done.value
                return result
            outcome = await self._performed(step)

    async def _performed(self, step: Exchange | Pause) -> Outcome:
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return None
        async with self._places:
            try:
                return await self._http.request(**self._settings.asked(step))
            except httpx.TransportError as broken:
                return broken

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._http.aclose()
