"""What owners say of their pictures, which counts more than any model."""

from datetime import datetime
from typing import Any

from pixelflare.base.errors import NotReady
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import get_live_image
from pixelflare.vision.outcome import record_change
from pixelflare.vision.services import RecognitionServices
from schema.library.images import Image
from schema.library.recognition import Recognition
from schema.library.recognition_requests import CorrectRecognition


def correct(
    owner: str,
    image_id: str,
    request: CorrectRecognition,
    services: RecognitionServices,
    *,
    expected_version: int | None = None,
    now: datetime,
) -> None:
    """Only the given fields change; null gives a field back to the models, and clears `alt`.

    Raises NotFound, NotReady for an image without accepted bytes, PreconditionFailed.
    """

    def write(image: Image) -> None:
        if not image.is_servable:
            raise NotReady(f"image {image_id} is {image.status}", details={"status": image.status})
        standing = services.recognitions.find(owner, image_id)
        before = standing or Recognition(image_id=image_id, sha256=image.sha256 or "")
        said = request.model_dump(exclude_unset=True, include={"labels", "nsfw"})
        corrections = before.corrections.model_copy(update=said | ({"at": now} if said else {}))
        after = before.model_copy(update={"corrections": corrections})
        change: dict[str, Any] = record_change(after, services.thresholds)
        if "alt" in request.model_fields_set:
            change["alt"] = request.alt
        services.recognitions.write(image, after, change, as_read=True, now=now)

    change_current(
        lambda: get_live_image(owner, image_id, images=services.images),
        write,
        expected_version=expected_version,
        name=f"image {image_id}",
    )
