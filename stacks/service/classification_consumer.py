"""functions/classification_consumer and its queue: models look at each picture once its presets are there."""

from aws_cdk import Aws
from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.classification_consumer import ClassificationConsumerEnv
from schema.env.cpu import CLASSIFYING_MB
from schema.library.recognition import AiProvider
from stacks.parts.alarms import Graphs
from stacks.parts.function import AppFunction
from stacks.parts.settings import Settings
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects
from stacks.service.variant_consumer import VariantConsumer


class ClassificationConsumer(AppFunction):
    @classmethod
    def is_wanted(cls, settings: Settings) -> bool:
        return settings.ai_provider is not AiProvider.OFF or settings.caption_model != OFF or settings.meaning

    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, settings, variants = on.storage, on.settings, on.the(VariantConsumer).work
        env = ClassificationConsumerEnv(
            core_table=storage.core.table_name,
            audit_table=storage.audit.table_name,
            ephemeral_table=storage.ephemeral.table_name,
            originals_bucket=storage.originals.bucket_name,
            variant_queue_url=variants.queue.queue_url,
            meaning_index=on.meaning_index,
            **settings._asdict(),  # those that the model has
        )
        super().__init__(
            scope,
            "classification_consumer",
            on.common,
            env=env,
            memory_mb=CLASSIFYING_MB,
            timeout=budgets.CLASSIFICATION_TIMEOUT,
            seconds_per={"upload": 1.5},
        )
        # The image, what is known of its bytes, and what was recognised in it; a verdict moves the row of the review.
        self.allow_table(storage.core, "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem")
        self.allow_table(storage.audit, "PutItem")
        if settings.classifications_per_month:
            self.allow_table(storage.ephemeral, "UpdateItem")  # counts them
        self.allow(["s3:GetObject"], objects(storage.originals))
        self.allow(["s3:ListBucket"], storage.originals.bucket_arn)
        variants.admit(self)  # an image whose verdict lets it go is made ready for viewers
        self._ask_models(on)
        self.work = WorkQueue(
            scope,
            "Classifications",
            consumer=self,
            max_concurrency=settings.consumer_concurrency,
            dead_letters=on.common.dead_letters,
            batches=budgets.CLASSIFICATIONS,
            attempts=budgets.CLASSIFICATION_ATTEMPTS,
        )

    def graphs(self) -> Graphs:
        return {**super().graphs(), "Moderation": [self.outcome("VerdictMissing", label="verdicts that are missing")]}

    def _ask_models(self, on: Foundation) -> None:
        settings = on.settings
        on.allow_embedding(self)
        on.allow_vectors(self, "PutVectors", "DeleteVectors")  # deleted when the image was meanwhile
        if settings.ai_provider is AiProvider.REKOGNITION:
            # They know no resources: the picture comes with the call. Held pictures are always moderated.
            self.allow(["rekognition:DetectLabels", "rekognition:DetectModerationLabels"], "*")
        if settings.caption_model != OFF:
            # An inference profile, and the models of all regions that it may choose from.
            # https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
            model = settings.caption_model
            profile = f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:inference-profile/{model}"
            models = {model, model.partition(".")[2]}
            self.allow(
                ["bedrock:InvokeModel"],
                profile,
                *(f"arn:{Aws.PARTITION}:bedrock:*::foundation-model/{each}" for each in sorted(models)),
            )


def classification_queue(on: Foundation) -> WorkQueue | None:
    """The queue of pictures that models look at. None where nobody does, and then there is no queue to pay for."""
    return on.the(ClassificationConsumer).work if ClassificationConsumer.is_wanted(on.settings) else None
