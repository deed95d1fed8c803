"""What the clean-up works with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.accounts import Deletions, LinkStore, UserStore
from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.user_accounts import UserAccounts
from pixelflare.catalog import BinStore, ClaimStore, DueWork, ImageStore, TagStore
from pixelflare.cleanup.owner_rows import OwnerRows
from pixelflare.custom_domains import DomainStore
from pixelflare.members import MemberStore
from pixelflare.search import SearchIndex
from pixelflare.variants import PublishLeases, Purger, VariantStore
from pixelflare.vision import ContentAnalyses, Vectors
from schema.audit import AuditEntry
from schema.library.images import Image


@dataclass(frozen=True)
class CleanupServices:
    due: DueWork
    images: ImageStore
    bin: BinStore
    claims: ClaimStore
    tags: TagStore
    index: SearchIndex
    analyses: ContentAnalyses
    audit: AuditLog
    users: UserStore
    deletions: Deletions
    user_accounts: UserAccounts
    links: LinkStore
    owner_rows: OwnerRows
    members: MemberStore
    uploads: ObjectStore
    multipart: MultipartUploads
    originals: ObjectStore
    public: ObjectStore
    private: ObjectStore
    exports: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    edge: Purger
    variant_queue: Queue
    classifications: Queue | None
    """None where nothing looks at pictures."""
    domains: DomainStore
    domain_queue: Queue
    vectors: Vectors | None
    """None where nobody searches by meaning."""


def noting(action: str, image: Image, services: CleanupServices, *, now: datetime) -> dict[str, Any]:
    """The audit entry of something that the system does to an image, for the transaction that does it."""
    about = {"filename": image.filename, "album": image.album}
    return noting_of(action, "image", image.image_id, image.owner, services, now=now, details=about)


def noting_of(
    action: str,
    resource_type: str,
    resource_id: str,
    owner: str,
    services: CleanupServices,
    *,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The same of something else that belongs to an owner."""
    return services.audit.appending(
        owner, entry_by_clean_up(action, resource_type, resource_id, now=now, details=details)
    )


def entry_by_clean_up(
    action: str, resource_type: str, resource_id: str | None, *, now: datetime, details: dict[str, Any] | None = None
) -> AuditEntry:
    return entry_of(action, resource_type, resource_id, by="cleanup_schedule", now=now, details=details)
