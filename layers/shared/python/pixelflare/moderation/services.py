"""What verdicts and decisions are recorded with."""

from dataclasses import dataclass

from pixelflare.audit import AuditLog
from pixelflare.aws.queues import Queue
from pixelflare.catalog import ImageStore, ModerationStore
from pixelflare.library import LibraryServices


@dataclass(frozen=True)
class ModerationServices:
    """For verdicts, which need no right to pictures."""

    images: ImageStore
    moderations: ModerationStore
    variant_queue: Queue
    audit: AuditLog


@dataclass(frozen=True)
class ReviewServices:
    """For decisions, which take pictures from viewers at once."""

    moderations: ModerationStore
    library: LibraryServices
