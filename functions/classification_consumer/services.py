"""What pictures are classified with, made from the function's environment."""

from functools import cached_property

from pixelflare.audit import AuditLog
from pixelflare.aws.captions import BedrockCaptions
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.recognition import Rekognition
from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore
from pixelflare.vision import (
    ClassifyServices,
    ContentAnalyses,
    LocalModels,
    Models,
    RecognitionStore,
    Thresholds,
    Viewer,
)
from schema.env.classification_consumer import ClassificationConsumerEnv
from schema.library.recognition import AiProvider


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
        )

    @cached_property
    def models(self) -> Models:
        captions = BedrockCaptions(self.env.caption_model) if self.env.caption_model else None
        return Models(self._viewer(), captions, with_moderation=self.env.ai_moderation)

    def _viewer(self) -> Viewer | None:
        match self.env.ai_provider:
            case AiProvider.REKOGNITION:
                return Rekognition(with_colors=self.env.ai_colors)
            case AiProvider.LOCAL:
                return LocalModels()
            case AiProvider.OFF:
                return None
