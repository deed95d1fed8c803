"""Many files on their way at once, each with an entry in the journal."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pixelflare_client.cli.journal import Journal, Upload
from pixelflare_client.client import Client
from pixelflare_client.errors import ApiError, ConnectionFailed, PixelflareError
from pixelflare_client.generated import calls, types
from pixelflare_client.uploads import UploadOptions

WAITING_FOR_EACH_SENDING = 8
"""Most of an upload's time is inspection. The client itself keeps to the number of requests at once."""
# As in docs/limits.md.
_EXTENSIONS = "jpg jpeg jpe jfif jif pjp pjpeg png apng gif webp avif heic heif hif tif tiff bmp ico"
PICTURES = frozenset(f".{each}" for each in _EXTENSIONS.split())
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
class Destination:
    client: Client
    journal: Journal
    library: str
    options: UploadOptions


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def upload_all(
    files: Iterable[Path], to: Destination, *, parallel: int, progress: Callable[[Path, int], None]
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


def _upload(file: Path, to: Destination, progress: Callable[[Path, int], None], stopped: threading.Event) -> Result:
    try:
        upload = Upload(to.library, to.options.album or "", str(file.resolve()), sha256_of(file))
        return _uploaded(file, upload, to, lambda count: _unless(stopped, progress, file, count))
    except (PixelflareError, OSError) as failed:
        return Result(str(file), "failed", error=str(failed))


def _uploaded(file: Path, upload: Upload, to: Destination, progress: Callable[[int], None]) -> Result:
    entry = to.journal.begin(upload)
    if entry.is_done and entry.image_id and (image := _still_there(entry.image_id, to.client)):
        return Result(str(file), "skipped", image["id"], image["cdn_url"])
    if entry.is_done:  # its image has been deleted since
        to.journal.forget(upload)
        entry = to.journal.begin(upload)
    options = replace(to.options, key=entry.key, image_id=entry.image_id)
    try:
        image = to.client.upload(
            file, options, progress=progress, receipt=lambda image_id: to.journal.reserved(upload, image_id)
        )
    except PixelflareError as failed:
        if not may_go_on(failed):
            to.journal.forget(upload)
        raise
    to.journal.done(upload, image["id"])
    return Result(str(file), "ready", image["id"], image["cdn_url"])


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


def _unless(stopped: threading.Event, progress: Callable[[Path, int], None], file: Path, count: int) -> None:
    if stopped.is_set():
        raise Stopped("interrupted")
    progress(file, count)
