"""Settings of functions/classification_consumer."""

from schema.env.base import Env, Words
from schema.library.recognition import AiProvider


class ClassificationConsumerEnv(Env):
    core_table: str
    audit_table: str
    ephemeral_table: str
    classifications_per_month: int
    """Pictures of one owner that models are paid for in 30 days. 0: as many as come."""
    originals_bucket: str
    variant_queue_url: str
    ai_provider: AiProvider
    ai_moderation: bool
    """Whether pictures are looked at for what somebody may not want to see."""
    ai_colors: bool
    """Whether dominant colours are Rekognition's, for a price, and not our own."""
    ai_thresholds: Words
    """`category=score` of the categories that flag a picture; `category=off` never does."""
    ai_least_score: str
    """From which score on a label counts, like `0.1`; `off`: each model's own."""
    ai_timeout_seconds: int
    caption_model: str
    """The id of Bedrock's model or inference profile, or `off`."""
    meaning_index: str
    """The ARN of the index of vectors; `off` where nobody searches by meaning."""
