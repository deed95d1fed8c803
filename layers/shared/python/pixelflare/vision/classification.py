"""Has models look at an image, and keeps what they say. The picture is served whatever happens here.

It may run twice, late, and beside other runs: what is known is not asked for again, and the same outcome is written once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pixelflare.audit import AuditLog, entry_of_system
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import job_of, render
from pixelflare.vision.allowance import AnalysisAllowance
from pixelflare.vision.analyses import ContentAnalyses
from pixelflare.vision.asking import Answers, Models, ask
from pixelflare.vision.models import Vectors
from pixelflare.vision.outcome import flags_of, record_change
from pixelflare.vision.placing import place_vector
from pixelflare.vision.shown import cost_of
from pixelflare.vision.store import RecognitionStore
from pixelflare.vision.thresholds import Thresholds
from schema.addresses.formats import Format
from schema.keys.objects import original_object
from schema.library.images import Image
from schema.library.recognition import AiPart, Flags, Recognition
from schema.limits import ANALYZED_PIXELS
from schema.messages.classification import ClassificationRequested

_LOOKED_AT = f"w={ANALYZED_PIXELS},h={ANALYZED_PIXELS}"


class Judge(Protocol):
    """Who decides about an image's publication."""

    def found(self, image: Image, flags: Flags, *, model: str, at: datetime) -> None:
        """The moderation part is there. May be called again with the same."""
        ...

    def missing(self, image: Image, reason: str, *, now: datetime) -> None:
        """No model could look at the image this time."""
        ...


@dataclass(frozen=True)
class ClassifyServices:
    images: ImageStore
    recognitions: RecognitionStore
    analyses: ContentAnalyses
    originals: ObjectStore
    audit: AuditLog
    models: Models
    thresholds: Thresholds
    allowance: AnalysisAllowance
    vectors: Vectors | None = None
    """None where nobody searches by meaning."""


def classify(message: ClassificationRequested, services: ClassifyServices, *, judge: Judge, now: datetime) -> None:
    """Each part that is not known yet is asked for, and what is known then is kept. `judge` gets the outcome of moderation.

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
        is_covered=lambda: services.allowance.covers(image, is_wished=message.again is not None, now=now),
        again=message.again,
        now=now,
    )
    if answers.parts:
        _keep(image, answers, services, now=now)
    _tell(image, answers, services, judge, now=now)
    if services.vectors is not None:
        _place(image, answers, services, services.vectors, now=now)
    for failure in answers.failures.values():
        raise failure


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
    entry = entry_of_system("analyze", image, part="classification_consumer", now=now, cost_usd=costs)
    noting = services.audit.appending(image.owner, entry)
    change = record_change(after, services.thresholds)
    services.recognitions.write(image, after, change, also=[noting], now=now)
    logger.info("image analyzed", image_id=image.image_id, parts=sorted(answers.parts), missing=len(answers.failures))
    count("ImageAnalyzed")


def _tell(image: Image, answers: Answers, services: ClassifyServices, judge: Judge, *, now: datetime) -> None:
    part, failure = answers.parts.get(AiPart.MODERATION), answers.failures.get(AiPart.MODERATION)
    flags = flags_of(answers.parts, services.thresholds)
    if part is not None and flags is not None:
        judge.found(image, flags, model=f"{part.found.model} {part.found.version}".strip(), at=part.run.at)
    elif part is not None:
        judge.missing(image, f"the model refused the picture: {part.found.refused}", now=now)
    elif failure is not None:
        judge.missing(image, str(failure), now=now)


def _place(image: Image, answers: Answers, services: ClassifyServices, vectors: Vectors, *, now: datetime) -> None:
    """Once for each answer of the model: a put is paid for, also one that changes nothing."""
    part = answers.parts.get(AiPart.EMBEDDING)
    if part is None or part.found.vector is None:
        return
    known = services.recognitions.find(image.owner, image.image_id)
    if known and known.vector_put_at and known.vector_put_at >= part.run.at:
        return
    place_vector(image, part.found.vector, images=services.images, vectors=vectors)
    services.recognitions.note_vector(image.owner, image.image_id, now=now)
