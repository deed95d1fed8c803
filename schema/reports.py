"""Reports of what should not be shown, from anybody."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schema.base import Record, Request, Resource
from schema.limits import MAX_EMAIL_LENGTH, MAX_REPORT_LENGTH, MAX_URL_LENGTH
from schema.types import lines, one_line
from schema.usage import Reason

REPORT_ID_PATTERN = r"^rpt_[0-9A-HJKMNP-TV-Z]{26}$"

ReportId = Annotated[str, StringConstraints(pattern=REPORT_ID_PATTERN)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_URL_LENGTH), AfterValidator(one_line)
]
Explanation = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MAX_REPORT_LENGTH), AfterValidator(lines)
]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_EMAIL_LENGTH, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    AfterValidator(one_line),
]


class ReportSubject(StrEnum):
    IMAGE = "image"
    SHARE = "share"
    """A link to an album."""
    PROFILE = "profile"


class ReportCategory(StrEnum):
    ILLEGAL = "illegal"
    COPYRIGHT = "copyright"
    PRIVACY = "privacy"
    HARMFUL = "harmful"
    OTHER = "other"


class ReportState(StrEnum):
    OPEN = "open"
    TAKEN_DOWN = "taken_down"
    DISMISSED = "dismissed"


class SendReport(Request):
    """The public form. Empty fields come as empty text."""

    address: Address
    category: ReportCategory
    explanation: Explanation = ""
    email: Email = ""


class Report(Record):
    """A report as stored. Who sent it is known only as far as they say."""

    report_id: str
    address: str
    category: ReportCategory
    explanation: str = ""
    email: str = ""
    subject: ReportSubject
    owner: str
    """Whose picture, album or profile it is about."""
    subject_id: str
    """The image's or the link's id; of a profile, the handle."""
    state: ReportState = ReportState.OPEN
    created_at: datetime
    decided_at: datetime | None = None
    reason: str | None = None
    version: int = 1


class ReportResource(Resource):
    """A report as operators see it."""

    id: str
    address: str
    category: ReportCategory
    explanation: str
    email: str
    subject: ReportSubject
    owner: str
    subject_id: str
    state: ReportState
    created_at: datetime
    decided_at: datetime | None
    reason: str | None
    """What the owner was told."""
    version: int


class ReportDecision(StrEnum):
    TAKE_DOWN = "take_down"
    DISMISS = "dismiss"
    REOPEN = "reopen"


class DecideReport(Request):
    decision: ReportDecision
    """`take_down` hides the image or the link, `dismiss` changes nothing for viewers, `reopen` undoes both."""
    reason: Reason | None = None
    """Its owner reads it. Needed to take something down."""


class ListedReports(StrEnum):
    """Which reports are listed."""

    OPEN = "open"
    DECIDED = "decided"
