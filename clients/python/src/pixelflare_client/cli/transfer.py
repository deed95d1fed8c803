"""Many files on their way at once, each with an entry in the journal."""

import hashlib
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

from pixelflare_client.cli.journal import Journal, Upload
from pixelflare_client.client import Client
from pixelflare_client.errors import ApiError, ConnectionFailed, PixelflareError
from pixelflare_client.generated import calls, types
from pixelflare_client.picture import FilePicture, Picture
from pixelflare_client.uploads import FIRST_POLL_SECONDS, UploadOptions

WAITING_FOR_EACH_SENDING = 8
"""Most of an upload's time is inspection. The client itself keeps to the number of requests at once."""
LONGEST_FIRST_POLL_SECONDS = 60.0
_BLOCK = 1024 * 1024


class Stopped(PixelflareError):
    """The command has been interrupted."""


@dataclass(frozen=True)
class Result:
    """What has become of a file. `skipped`: it was uploaded before."""

    file: str
    status: Literal["ready", "skipped", "failed"]
    id: str | None = None
    url: str | None = None
    error: str | None = None

    def shown(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Outgoing:
    """A picture, and what its image gets."""

    origin: str
    """The path that the journal knows it by."""
    shown: str
    """What people call it."""
    picture: Picture
    options: UploadOptions
    sha256: str | None = None
    """If it is known already."""

    @classmethod
    def of(cls, file: Path, options: UploadOptions) -> "Outgoing":
        return cls(str(file.resolve()), str(file), FilePicture(file), options)


class Pace:
    """How long images have taken lately until they were ready. Who sends many waits mostly for the others, and each early
    question is a request more, of which an owner has a limited number in an hour."""

    def __init__(self) -> None:
        self._seconds = 0.0

    @property
    def first_poll_seconds(self) -> float:
        """Shorter than it has taken, so that a server that has become faster is noticed."""
        return min(max(FIRST_POLL_SECONDS, 0.75 * self._seconds), LONGEST_FIRST_POLL_SECONDS)

    def took(self, seconds: float) -> None:
        self._seconds += 0.3 * (seconds - self._seconds)


@dataclass(frozen=True)
class Destination:
    client: Client
    journal: Journal
    library: str
    pace: Pace = field(default_factory=Pace)


def sha256_of(picture: Picture) -> str:
    digest = hashlib.sha256()
    with picture.open() as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def upload_all(
    files: Iterable[Outgoing], to: Destination, *, parallel: int, progress: Callable[[int], None]
) -> Iterator[Result]:
    """The results as they come in. No more files are begun than can be under way, however many there are."""
    files, stopped = iter(files), threading.Event()
    most = parallel * WAITING_FOR_EACH_SENDING
    with ThreadPoolExecutor(most) as pool:

        def begun(count: int) -> set[Future[Result]]:
            return {pool.submit(_upload, file, to, progress, stopped) for file in islice(files, count)}

        under_way = begun(most)
        try:
            while under_way:
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= begun(len(finished))
                yield from (each.result() for each in finished)
        finally:
            stopped.set()


def _upload(file: Outgoing, to: Destination, progress: Callable[[int], None], stopped: threading.Event) -> Result:
    try:
        upload = Upload(to.library, file.options.album or "", file.origin, file.sha256 or sha256_of(file.picture))
        return _uploaded(file, upload, to, lambda count: _unless(stopped, progress, count))
    except (PixelflareError, OSError, BadZipFile, zlib.error) as failed:
        return Result(file.shown, "failed", error=str(failed))


def _uploaded(file: Outgoing, upload: Upload, to: Destination, progress: Callable[[int], None]) -> Result:
    entry = to.journal.begin(upload)
    if entry.is_done and entry.image_id and (image := _still_there(entry.image_id, to.client)):
        return Result(file.shown, "skipped", image["id"], image["cdn_url"])
    if entry.is_done:  # its image has been deleted since
        to.journal.forget(upload)
        entry = to.journal.begin(upload)
    poll = to.pace.first_poll_seconds
    options = replace(file.options, key=entry.key, image_id=entry.image_id, first_poll_seconds=poll)
    begun = time.monotonic()
    try:
        image = to.client.upload(
            file.picture, options, progress=progress, receipt=lambda image_id: to.journal.reserved(upload, image_id)
        )
    except PixelflareError as failed:
        if not may_go_on(failed):
            to.journal.forget(upload)
        raise
    to.pace.took(time.monotonic() - begun)
    to.journal.done(upload, image["id"])
    return Result(file.shown, "ready", image["id"], image["cdn_url"])


def may_go_on(failed: PixelflareError) -> bool:
    """Whether the same attempt can succeed later. A refusal is the answer to its key for a day."""
    if isinstance(failed, ApiError):
        return failed.status in (401, 403, 429) or failed.status >= 500
    return isinstance(failed, ConnectionFailed | Stopped) or getattr(failed, "reason", "") == "timeout"


def _still_there(image_id: str, client: Client) -> types.ImageResource | None:
    try:
        image = client.send(calls.show_image(image_id))
    except ApiError as refused:
        if refused.status in (404, 410):
            return None
        raise
    return None if image["deleted_at"] else image


def _unless(stopped: threading.Event, progress: Callable[[int], None], count: int) -> None:
    if stopped.is_set():
        raise Stopped("interrupted")
    progress(count)
