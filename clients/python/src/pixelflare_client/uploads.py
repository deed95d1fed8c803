"""One upload, from the reservation until the image is ready. An interrupted one goes on where it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias, cast
from uuid import uuid4

import httpx

from pixelflare_client.errors import ApiError, UploadFailed
from pixelflare_client.generated import calls, types
from pixelflare_client.multipart import part_steps
from pixelflare_client.picture import Picture, picture_of
from pixelflare_client.steps import Exchange, Pause, Retries, Steps, answer_to, attempted

Progress: TypeAlias = Callable[[int], None]
"""Told how many more bytes have been sent. A negative number takes back what has to be sent again."""
Receipt: TypeAlias = Callable[[str], None]
"""Told the image's id, once its path is reserved and before the first byte is sent."""

MULTIPART_FROM = 16 * 1024 * 1024
"""Files from this size on go in parts."""
FIRST_POLL_SECONDS = 0.25
LONGEST_POLL_SECONDS = 5.0


@dataclass(frozen=True)
class UploadOptions:
    """What the image gets, and what is known of an earlier attempt. None leaves a value to the owner's settings."""

    filename: str | None = None
    """The file's own name, unless given."""
    album: str | None = None
    visibility: types.Visibility | None = None
    tags: tuple[str, ...] = ()
    title: str | None = None
    alt: str | None = None
    description: str | None = None
    license: str | None = None
    taken_at: str | None = None
    """ISO 8601 with a zone."""
    imported_from: str | None = None
    """The address that the picture had elsewhere."""
    expires_at: str | None = None
    strip_metadata: bool | None = None
    on_conflict: Literal["suffix", "refuse"] | None = None
    key: str | None = None
    """The Idempotency-Key of the reservation. The same key again, within a day, finds the same image."""
    image_id: str | None = None
    """An earlier attempt's image: its upload goes on."""
    first_poll_seconds: float = FIRST_POLL_SECONDS
    """How long the inspection takes at least, as far as the caller knows. Nobody asks before that."""
    patience_seconds: float = 300.0
    """How long to wait for the inspection of the bytes."""
    multipart_from: int = MULTIPART_FROM

    def request(self, file: Picture) -> types.CreateImage:
        named = (
            *("album", "visibility", "title", "alt", "description", "license", "taken_at", "imported_from"),
            *("expires_at", "strip_metadata", "on_conflict"),
        )
        given = {name: value for name in named if (value := getattr(self, name)) is not None}
        asked = {"filename": self.filename or file.name, "size_bytes": file.size, **given}
        return cast(types.CreateImage, asked | ({"tags": list(self.tags)} if self.tags else {}))


def upload_steps(
    given: Path | Picture, options: UploadOptions, retries: Retries, progress: Progress, receipt: Receipt
) -> Steps[types.ImageResource]:
    """The image once it is ready. Raises UploadFailed, ApiError, ConnectionFailed."""
    file = picture_of(given)
    if options.image_id and (found := (yield from _under_way(options.image_id, retries))):
        if found["status"] != "reserved":
            return (yield from until_ready(found["id"], options, retries))
        if file.size >= options.multipart_from:
            yield from part_steps(found["id"], file, retries, progress)
            return (yield from until_ready(found["id"], options, retries))
    form = yield from _reserved(file, options, retries)
    receipt(form["imageId"])
    if file.size >= options.multipart_from:
        yield from part_steps(form["imageId"], file, retries, progress)
    elif (yield from _posted(form, file, retries, progress)) == "expired":
        # The key's answer was kept longer than its form is valid. A new reservation takes over the path.
        form = yield from _reserved(file, replace(options, key=uuid4().hex), retries)
        receipt(form["imageId"])
        yield from _posted(form, file, retries, progress)
    yield Pause(options.first_poll_seconds)
    return (yield from until_ready(form["imageId"], options, retries))


def until_ready(image_id: str, options: UploadOptions, retries: Retries) -> Steps[types.ImageResource]:
    """Raises UploadFailed for a rejected image, and after the caller's patience."""
    waited, pause = 0.0, FIRST_POLL_SECONDS
    while True:
        image = yield from answer_to(calls.show_image(image_id), retries=retries)
        if image["status"] == "ready":
            return image
        if image["status"] == "rejected":
            reason = image["reason"] or "rejected"
            raise UploadFailed(reason, f"the file was rejected: {reason}")
        if waited >= options.patience_seconds:
            raise UploadFailed("timeout", f"{image_id} is still {image['status']} after {waited:.0f} s")
        yield Pause(pause)
        waited, pause = waited + pause, min(pause * 1.5, LONGEST_POLL_SECONDS)


def _under_way(image_id: str, retries: Retries) -> Steps[types.ImageResource | None]:
    """None if the image of the earlier attempt is gone: then there is a new one."""
    try:
        return (yield from answer_to(calls.show_image(image_id), retries=retries))
    except ApiError as refused:
        if refused.status in (404, 410):
            return None
        raise


def _reserved(file: Picture, options: UploadOptions, retries: Retries) -> Steps[types.UploadForm]:
    call = calls.create_image(options.request(file), idempotency_key=options.key)
    return cast(types.UploadForm, (yield from answer_to(call, retries=retries)))


def _posted(
    form: types.UploadForm, file: Picture, retries: Retries, progress: Progress
) -> Steps[Literal["sent", "expired"]]:
    """Sending the form again is safe: the same bytes go to the same quarantine. Raises UploadFailed, ConnectionFailed."""
    with file.open() as opened:
        counted = _Counted(opened, progress)

        def body() -> Mapping[str, Any]:
            counted.begin()
            return {"data": form["fields"], "files": {"file": (file.name, counted)}}

        exchange = Exchange("POST", form["uploadUrl"], to_api=False, opened=body)
        response, _ = yield from attempted(exchange, is_safe=True, retries=retries)
    if response.status_code == 403:
        counted.begin()
        return "expired"
    if not response.is_success:
        raise UploadFailed(*_storage_refusal(response))
    return "sent"


def _storage_refusal(response: httpx.Response) -> tuple[str, str]:
    code = response.text.partition("<Code>")[2].partition("</Code>")[0] or str(response.status_code)
    return code, f"the storage refused the file: {code}"


class _Counted:
    """A file that says how much of it has been read."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file, self._progress, self._read = file, progress, 0

    def begin(self) -> None:
        self._file.seek(0)
        self._progress(-self._read)
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._read += len(chunk)
        self._progress(len(chunk))
        return chunk

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()
