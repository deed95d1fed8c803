"""Messages of the queue of notices: events, and letters that are due."""

from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from schema.base import Message
from schema.library.events import EventKind, LibraryEvent


class LetterDue(Message):
    """Send what waits to be told of one kind, unless it has been sent."""

    message: Literal["letter_due"] = "letter_due"
    owner: str
    about: EventKind
    not_before: datetime


AboutNotices = LibraryEvent | LetterDue
NoticeMessage = TypeAdapter[AboutNotices](AboutNotices)
