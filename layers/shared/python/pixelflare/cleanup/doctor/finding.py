"""What the doctor works with, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pixelflare.audit import AuditLog
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.search import VectorIndex


@dataclass(frozen=True)
class DoctorServices:
    core: Table
    derived: Table
    originals: ObjectStore
    public: ObjectStore
    private: ObjectStore
    audit: AuditLog
    vectors: VectorIndex | None = None
    """None where nobody searches by meaning."""


@dataclass(frozen=True)
class Finding:
    """A disagreement in plain words. Two looks find the same one when they say the same."""

    owner: str
    says: str
    repair: Callable[[], object] | None = field(default=None, compare=False, repr=False)
    """Makes it right, unless somebody has changed it meanwhile. None: only a person can."""
