"""Messages of the classification queue."""

from datetime import datetime
from typing import Literal

from schema.base import Message


class ClassificationRequested(Message):
    """Have models look at an image. What is known of its bytes is not asked for again."""

    kind: Literal["classification_requested"] = "classification_requested"
    image_id: str
    owner: str
    again: datetime | None = None
    """Ask again for what was found before this time: the owner wants a new analysis."""
