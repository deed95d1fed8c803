"""Has models look at an image, and keeps what they say. The picture is served whatever happens here.

It may run twice, late, and beside other runs: what is known is not asked for again, and the same outcome is written once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pixelflare.audit import AuditLog, system_entry
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import job_of, render
from pixelflare.vision.analyses import ContentAnalyses
from pixelflare.vision.asking import Answers, Models, ask
from pixelflare.vision.outcome import flags_of, record_change
from pixelflare.vision.shown import cost_of
from pixelflare.vision.store import RecognitionStore
from pixelflare.vision.thresholds import Thresholds
from schema.addresses.formats import Format
from schema.keys.objects import original_object
from schema.library.images import Image
from schema.library.recognition import AiPart, Flags, PartRun, Recognition
from schema.limits import ANALYZED_PIXELS
from schema.messages.classification import ClassificationRequested

_LOOKED_AT = f"w={ANALYZED_PIXELS},h={ANALYZED_PIXELS}"

Told = Callable[[Image, Flags, PartRun, str], None]
"""Gets the image, what was found of it, and how: the run, and the model's name and version."""


@dataclass(frozen=True)
class ClassifyServices:
    images: ImageStore
    recognitions: RecognitionStore
    analyses: ContentAnalyses
    originals: ObjectStore
    audit: AuditLog
    models: Models
    thresholds: Thresholds


def classify(message: ClassificationRequested, services: ClassifyServices, *, tell: Told, now: datetime) -> None:
    """Each part that is not known yet is asked for, and what is known then is kept. `tell` gets the outcome of moderation.

    Raises what kept the first missing part from coming in, after the others are kept: then the message comes again.
    """
    image = services.images.find(message.owner, message.image_id)
    if image is None or not image.is_servable:
        return
    answers = ask(
        image,
        services.models,
        jpeg=lambda: _picture(image, services.originals),
        analyses=services.analyses,
        again=message.again,
        now=now,
    )
    if answers.parts:
        _keep(image, answers, services, now=now)
        _tell(image, answers, services, tell)
    if answers.failures:
        raise answers.failures[0]


def _picture(image: Image, originals: ObjectStore) -> bytes:
    """A JPEG of at most 1536 pixels, upright and without metadata: never the upload itself."""
    original = originals.read(original_object(image.owner, image.image_id, image.sha256 or ""))
    if original is None:
        raise RuntimeError(f"image {image.image_id} has no original")
    (rendered,) = render(original.body, [job_of(_LOOKED_AT, Format.JPEG)])
    return rendered.body


def _keep(image: Image, answers: Answers, services: ClassifyServices, *, now: datetime) -> None:
    """Writes what is new. Raises ChangedMeanwhile."""
    standing = services.recognitions.find(image.owner, image.image_id)
    before = standing or Recognition(image_id=image.image_id, sha256=image.sha256 or "")
    analyzed_at = None if answers.failures else max(part.run.at for part in answers.parts.values())
    after = before.model_copy(
        update={"parts": before.parts | answers.parts, "analyzed_at": analyzed_at or before.analyzed_at}
    )
    if standing == after:
        return
    news = {part: result for part, result in answers.parts.items() if before.parts.get(part) != result}
    costs = {part.value: cost_of(result, image.image_id) for part, result in news.items()}
    entry = system_entry(
        "analyze", image, services.audit, path="classification_consumer", now=now, details={"cost_usd": costs}
    )
    change = record_change(after, services.thresholds)
    services.recognitions.write(image, after, change, also=[entry], now=now)
    logger.info("image analyzed", image_id=image.image_id, parts=sorted(answers.parts), missing=len(answers.failures))
    count("ImageAnalyzed")


def _tell(image: Image, answers: Answers, services: ClassifyServices, tell: Told) -> None:
    flags, part = flags_of(answers.parts, services.thresholds), answers.parts.get(AiPart.MODERATION)
    if flags is not None and part is not None:
        tell(image, flags, part.run, f"{part.found.model} {part.found.version}".strip())


