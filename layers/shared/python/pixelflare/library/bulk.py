"""One action on many images. Each has its own outcome, and they share their purges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from threading import Lock

from pixelflare.base.errors import AppError, Unavailable
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import tag_image
from pixelflare.library.change import change_image
from pixelflare.library.delete import delete_image
from pixelflare.library.restore import restore_image
from pixelflare.library.services import LibraryServices
from pixelflare.variants import Purger
from schema.errors import ErrorDetail
from schema.library.bulk import (
    BulkAction,
    BulkDelete,
    BulkMove,
    BulkRestore,
    BulkResult,
    BulkSetVisibility,
    BulkTag,
    BulkUntag,
)
from schema.library.image_requests import ChangeImage, RestoreImage


def act_on_images(
    owner: str, request: BulkAction, library: LibraryServices, *, out_of_time: Callable[[], bool], now: datetime
) -> list[BulkResult]:
    """The outcome of each image, in the requested order.

    If time runs out, the remaining images are not begun and get SERVICE_UNAVAILABLE. All actions can be repeated.
    """
    library = replace(library, edge=CollectedPurges(library.edge))
    return outcomes(
        request.ids, lambda image_id: _act(owner, image_id, request, library, now=now), out_of_time=out_of_time
    )


def outcomes(
    image_ids: Sequence[str], act: Callable[[str], HTTPStatus], *, out_of_time: Callable[[], bool]
) -> list[BulkResult]:
    """What a request for each image alone would have returned."""

    def outcome(image_id: str) -> BulkResult:
        try:
            if out_of_time():
                raise Unavailable("there was no time for this image; send it again", retry_after_seconds=1)
            return BulkResult(id=image_id, status=int(act(image_id)))
        except AppError as refused:
            error = ErrorDetail(code=refused.code, message=refused.message, details=refused.details)
            return BulkResult(id=image_id, status=int(refused.status), error=error)

    return in_parallel(outcome, image_ids)


def _act(owner: str, image_id: str, request: BulkAction, library: LibraryServices, *, now: datetime) -> HTTPStatus:
    match request:
        case BulkDelete():
            delete_image(owner, image_id, library, now=now)
            return HTTPStatus.NO_CONTENT
        case BulkRestore():
            restore_image(owner, image_id, RestoreImage(), library, now=now)
        case BulkMove():
            change_image(owner, image_id, ChangeImage(album=request.album), library, now=now)
        case BulkTag():
            tag_image(owner, image_id, add=request.tags, images=library.images, now=now)
        case BulkUntag():
            tag_image(owner, image_id, remove=request.tags, images=library.images, now=now)
        case BulkSetVisibility():
            change_image(owner, image_id, ChangeImage(visibility=request.visibility), library, now=now)
    return HTTPStatus.OK


@dataclass
class _Batch:
    tags: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    was_sent: bool = False


class CollectedPurges:
    """Shares purges between threads: while one request runs, further purges collect for the next one.

    Each thread returns when the request with its own purge has been accepted. So it can then record that nothing is
    left at the edge.
    """

    def __init__(self, edge: Purger) -> None:
        self._edge = edge
        self._collecting = Lock()
        self._sending = Lock()
        self._batch = _Batch()

    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None:
        """Like pixelflare.aws.edge.Edge.purge, with the same exceptions."""
        with self._collecting:
            batch = self._batch
            batch.tags.update(tags)
            batch.paths.update(paths)
        with self._sending:
            if batch.was_sent:
                return  # with another thread's
            with self._collecting:
                if self._batch is batch:
                    self._batch = _Batch()
            self._edge.purge(tags=sorted(batch.tags), paths=sorted(batch.paths))
            batch.was_sent = True
