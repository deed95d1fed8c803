"""Who is told of a change. A new one is a line in `receivers`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pixelflare.aws.queues import Queue
from pixelflare.changes.change import ImageChange
from schema.keys.core import BIN, RECOGNISED
from schema.messages.changes import ImageChanged

_NOT_SEARCHED = frozenset(
    {"version", "updated_at", "variants_ready", "stale_paths", "generation", "upload_etag", "nonce"}
)
"""What a record says that no search can ask for."""


@dataclass(frozen=True)
class Receiver:
    """A queue, and which changes its consumer wants to know of."""

    queue: Queue
    wants: Callable[[ImageChange], bool]


def receivers(*, index: Queue) -> Sequence[Receiver]:
    return (Receiver(index, _is_searched),)


def announce(changes: Iterable[ImageChange], told: Sequence[Receiver]) -> None:
    """Sends each receiver one message for each image. Several changes of an image in a batch are one message.

    The message does not say what has changed: its consumer reads the record, so messages may come twice, late and in any
    order. Raises Unavailable.
    """
    known = list(changes)
    for receiver in told:
        about = {(change.owner, change.image_id): None for change in known if receiver.wants(change)}
        receiver.queue.send_many([ImageChanged(owner=owner, image_id=image_id) for owner, image_id in about])


def _is_searched(change: ImageChange) -> bool:
    """A row in the bin came from a live one, or goes to none: the index has no say in either."""
    if change.kind == BIN:
        return False
    if change.kind == RECOGNISED or change.before is None or change.after is None:
        return True
    names = (change.before.keys() | change.after.keys()) - _NOT_SEARCHED
    return any(change.before.get(name) != change.after.get(name) for name in names)
