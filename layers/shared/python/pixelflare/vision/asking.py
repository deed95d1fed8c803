"""Asks the models for the parts of an analysis that are not known yet, each by itself."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from pixelflare.base.errors import Unavailable
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.base.parallel import attempt_each
from pixelflare.vision.analyses import ContentAnalyses
from pixelflare.vision.models import Captioner, Embedder, Viewer
from schema.library.images import Image
from schema.library.recognition import AiPart, Found, PartResult, PartRun


@dataclass(frozen=True)
class Models:
    """Who is asked for what. None: this installation does not ask for it."""

    viewer: Viewer | None
    captioner: Captioner | None = None
    with_moderation: bool = True
    embedder: Embedder | None = None

    def asked_for(self, image: Image) -> Mapping[AiPart, tuple[str, Callable[[bytes], Found]]]:
        """By part: the provider, and whom to call with the picture. An image that waits for its verdict gets one always."""
        asked: dict[AiPart, tuple[str, Callable[[bytes], Found]]] = {}
        if self.viewer is not None:
            asked[AiPart.LABELS] = self.viewer.provider, self.viewer.labels_of
            if self.with_moderation or (image.moderation and image.moderation.waits_for_verdict):
                asked[AiPart.MODERATION] = self.viewer.provider, self.viewer.moderation_of
        if self.captioner is not None:
            asked[AiPart.CAPTION] = self.captioner.provider, self.captioner.caption_of
        if self.embedder is not None:
            asked[AiPart.EMBEDDING] = self.embedder.provider, self.embedder.embedding_of
        return asked


@dataclass(frozen=True)
class Answers:
    parts: dict[AiPart, PartResult]
    """What is known now, of this and earlier runs."""
    failures: dict[AiPart, BaseException]
    """Why a part is still missing."""


def ask(
    image: Image,
    models: Models,
    *,
    jpeg: Callable[[], bytes],
    analyses: ContentAnalyses,
    is_covered: Callable[[], bool],
    again: datetime | None,
    now: datetime,
) -> Answers:
    """Every part that the installation asks for, from what is known or from its model. A part that fails stops no other.

    `jpeg` makes the picture, and is called only if somebody has to look at it. Before that, `is_covered` says whether
    somebody may be paid for it; otherwise the answers are what is known.
    """
    asked, sha256 = models.asked_for(image), image.sha256 or ""
    known = analyses.find(image.owner, sha256)
    holder, picture = new_nonce(), _once(jpeg)
    missing = [part for part in asked if _is_missing(known.get(part), again)]
    if missing and not is_covered():
        logger.info("picture not looked at: the owner's analyses of the month are used up", image_id=image.image_id)
        return Answers({part: known[part] for part in asked if part in known}, {})
    claimed = [part for part in missing if analyses.claim(image.owner, sha256, part, holder, again=again, now=now)]

    def run(part: AiPart) -> None:
        try:
            known[part] = _result(image, asked[part], picture(), at=max(now, again or now))
        except BaseException:
            analyses.give_back(image.owner, sha256, part, holder)
            raise
        analyses.keep(image.owner, sha256, part, holder, known[part])

    failures: dict[AiPart, BaseException] = {
        part: Unavailable("another run asks for the same at the moment", retry_after_seconds=60)
        for part in missing
        if part not in claimed
    }
    failures |= attempt_each(run, claimed)
    for part, failure in failures.items():
        logger.warning("a part of an analysis is missing", image_id=image.image_id, part=part, reason=str(failure))
        count("AnalysisPartMissing")
    return Answers({part: known[part] for part in asked if part in known}, failures)


def _once(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Whoever is first makes it, and the others wait. What that raises, each of them gets."""
    lock, made = Lock(), list[bytes]()

    def get() -> bytes:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    return get


def _is_missing(result: PartResult | None, again: datetime | None) -> bool:
    return result is None or (again is not None and result.run.at < again)


def _result(image: Image, asked: tuple[str, Callable[[bytes], Found]], picture: bytes, *, at: datetime) -> PartResult:
    provider, call = asked
    begun = time.monotonic()
    found = call(picture)
    took = round((time.monotonic() - begun) * 1000)
    return PartResult(run=PartRun(provider=provider, at=at, ms=took, paid_by=image.image_id), found=found)
