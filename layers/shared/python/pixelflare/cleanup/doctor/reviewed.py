"""Whether the review lists what the records say, and nothing else."""

from collections.abc import Iterator
from functools import partial

from pixelflare.catalog import ModerationStore
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import OwnersRows
from schema.keys.core import REVIEWED_AWAY, TO_REVIEW
from schema.library.images import Image
from schema.library.moderation import ModerationState

_LISTED_IN = {
    ModerationState.HELD: TO_REVIEW,
    ModerationState.FLAGGED: TO_REVIEW,
    ModerationState.REJECTED: REVIEWED_AWAY,
}


def compare_review(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    for image in rows.live.values():
        standing = {kind for kind in (TO_REVIEW, REVIEWED_AWAY) if image.image_id in rows.by_kind[kind]}
        if standing != _wanted(image):
            says = f"the review lists {image.image_id} otherwise than its record says"
            yield Finding(rows.owner, says, partial(_repair, image, services))
    for kind in (TO_REVIEW, REVIEWED_AWAY):
        for image_id, item in rows.by_kind[kind].items():
            if image_id not in rows.live and image_id not in rows.deleted:
                key = {"pk": item["pk"], "sk": item["sk"]}
                says = f"the review lists {image_id}, which is not there"
                yield Finding(rows.owner, says, partial(services.core.delete, key))


def _wanted(image: Image) -> set[str]:
    kind = _LISTED_IN.get(image.moderation.state) if image.moderation else None
    return {kind} if kind else set()


def _repair(image: Image, services: DoctorServices) -> None:
    """Raises TransactionRefused if the image has changed meanwhile."""
    ModerationStore(services.core).list_again(image)
