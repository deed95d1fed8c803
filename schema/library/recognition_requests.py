"""Requests about what was recognised in an image."""

from typing import Annotated

from pydantic import Field

from schema.base import Request
from schema.limits import MAX_ALT_LENGTH, MAX_LABEL_LENGTH, MAX_LABELS
from schema.types import Text

LabelName = Annotated[Text, Field(min_length=1, max_length=MAX_LABEL_LENGTH)]


class CorrectRecognition(Request):
    """Changes only the given fields. null gives `labels` and `nsfw` back to the models, and clears `alt`."""

    labels: Annotated[tuple[LabelName, ...], Field(max_length=MAX_LABELS)] | None = None
    """What is in the picture. An empty list: nothing worth a label."""
    nsfw: bool | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
