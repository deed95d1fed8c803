"""What served objects are made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pixelflare.aws.objects import ObjectStore
from pixelflare.catalog import ImageStore
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants.shelves import Shelves
from pixelflare.variants.visits import Visits
from pixelflare.variants.writers import Writers


class Purger(Protocol):
    """What can make the edge forget: pixelflare.aws.edge.Edge, or one that collects many purges into one."""

    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None: ...


@dataclass(frozen=True)
class Press:
    """What served objects are made with, and taken back."""

    images: ImageStore
    originals: ObjectStore
    shelves: Shelves
    writers: Writers
    visits: Visits
    limiter: RateLimiter
    edge: Purger
