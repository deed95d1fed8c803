"""What pictures are classified with, made from the function's environment."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pixelflare import moderation
from pixelflare.audit import AuditLog
from pixelflare.aws.captions import BedrockCaptions
from pixelflare.aws.clients import wait_for
from pixelflare.aws.embeddings import BedrockEmbeddings
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.recognition import Rekognition
from pixelflare.aws.table import Table
from pixelflare.aws.vectors import S3Vectors
from pixelflare.base import clock
from pixelflare.catalog import ImageStore, ModerationStore
from pixelflare.moderation import ModerationServices
from pixelflare.rate_limits import RateLimiter
from pixelflare.vision import (
    AnalysisAllowance,
    ClassifyServices,
    ContentAnalyses,
    LocalModels,
    Models,
    RecognitionStore,
    Thresholds,
    Viewer,
)
from schema.env.base import OFF
from schema.env.classification_consumer import ClassificationConsumerEnv
from schema.library.images import Image
from schema.library.moderation import Verdict
from schema.library.recognition import AiProvider, Flags


class Services:
    def __init__(self, env: ClassificationConsumerEnv) -> None:
        self.env = env

    @cached_property
    def classify(self) -> ClassifyServices:
        core = Table(self.env.core_table)
        return ClassifyServices(
            images=ImageStore(core),
            recognitions=RecognitionStore(core),
            analyses=ContentAnalyses(core),
            originals=ObjectStore(self.env.originals_bucket),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            models=self.models,
            thresholds=Thresholds(self.env.ai_thresholds),
            allowance=AnalysisAllowance(
                RateLimiter(Table(self.env.ephemeral_table)), per_month=self.env.classifications_per_month
            ),
            vectors=S3Vectors(self.env.meaning_index) if self._is_embedded else None,
        )

    @cached_property
    def judge(self) -> "ModerationJudge":
        core = Table(self.env.core_table)
        return ModerationJudge(
            ModerationServices(
                images=ImageStore(core),
                moderations=ModerationStore(core),
                variant_queue=Queue(self.env.variant_queue_url),
                audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),
            )
        )

    @cached_property
    def models(self) -> Models:
        wait_for(("rekognition", "bedrock-runtime"), self.env.ai_timeout_seconds)
        model = self.env.caption_model
        return Models(
            self._viewer(),
            None if model == OFF else BedrockCaptions(model),
            with_moderation=self.env.ai_moderation,
            embedder=BedrockEmbeddings() if self._is_embedded else None,
        )

    @property
    def _is_embedded(self) -> bool:
        return self.env.meaning_index != OFF

    @property
    def _least_score(self) -> dict[str, float]:
        """Nothing where a model's own counts."""
        said = self.env.ai_least_score
        return {} if said == OFF else {"least_score": float(said)}

    def _viewer(self) -> Viewer | None:
        match self.env.ai_provider:
            case AiProvider.REKOGNITION:
                return Rekognition(with_colors=self.env.ai_colors, **self._least_score)
            case AiProvider.LOCAL:
                return LocalModels(**self._least_score)
            case AiProvider.OFF:
                return None


@dataclass(frozen=True)
class ModerationJudge:
    """Passes on what the models have found to the package that decides about publication."""

    services: ModerationServices

    def found(self, image: Image, flags: Flags, *, model: str, at: datetime) -> None:
        verdict = Verdict(
            flagged=flags.flagged,
            nsfw_score=flags.score,
            categories=flags.categories,
            model=model,
            judged_at=int(at.timestamp()),
        )
        moderation.judge(image.owner, image.image_id, verdict, self.services, now=clock.now())

    def missing(self, image: Image, reason: str, *, now: datetime) -> None:
        moderation.note_failure(image.owner, image.image_id, reason, self.services, now=now)
