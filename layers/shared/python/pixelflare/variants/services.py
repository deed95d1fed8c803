"""What served objects are made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pixelflare.audit import AuditLog
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.compute import ComputeMeter
from pixelflare.catalog import ImageStore, UploadLifecycle
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants.leases import PublishLeases
from pixelflare.variants.marked import MarkedImages
from pixelflare.variants.request_counter import RequestCounter
from pixelflare.variants.store import VariantStore
from pixelflare.variants.wishes import Wishes


class Purger(Protocol):
    """What can make the edge forget: pixelflare.aws.edge.Edge, or one that collects many purges into one."""

    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None: ...


@dataclass(frozen=True)
class PublishServices:
    """What served objects are made with, and taken back."""

    images: ImageStore
    lifecycle: UploadLifecycle
    originals: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    request_counter: RequestCounter
    wishes: Wishes
    marked: MarkedImages
    limiter: RateLimiter
    edge: Purger
    audit: AuditLog
    meter: ComputeMeter | None = None
    """Of the message that is worked on. None where nobody counts."""
