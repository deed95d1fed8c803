"""What an installation has switched on, for programs that offer only what works."""

from schema.base import Resource
from schema.library.recognition import AiProvider


class MeaningFeature(Resource):
    """The search by meaning: `GET /v1/search?meaning=...`."""

    is_on: bool
    model: str | None
    """The id of the model that knows sentences and pictures. null while it is off."""
    per_hour: int
    """Sentences of an owner. 0 is no limit."""


class RecognitionFeature(Resource):
    """Who looks at pictures, and for what."""

    provider: AiProvider
    moderation: bool
    """Whether pictures are looked at for what somebody may not want to see."""
    caption_model: str | None
    """The id of the model that writes captions. null where none does."""
    face_detection: bool
    """Whether crops keep to faces."""


class FeaturesResource(Resource):
    """What is on here."""

    meaning: MeaningFeature
    recognition: RecognitionFeature
    audit_logging: bool
    """Whether changes of images, albums and tags are in the audit log. All others always are."""
    analytics: bool
    """Whether what viewers ask for is counted."""
    custom_domains: bool
    """Whether owners may add host names of their own."""
    github: bool
    """Whether people sign in with GitHub, and owners may link a login there."""
    plans: bool
    """Whether plans limit images."""
    bin_days: int
    """How long deleted images can be restored."""
