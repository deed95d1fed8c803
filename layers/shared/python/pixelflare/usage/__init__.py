"""What an owner uses, counted by the transactions that change it; and what their plan admits."""

from pixelflare.usage.admissions import Admissions, NotAdmitted, Writes
from pixelflare.usage.counters import CHANGES, UsageCounters, counted_as_read
from pixelflare.usage.owners import OwnerControls
from pixelflare.usage.resources import usage_resource
from pixelflare.usage.weights import MONTHLY, Weight, weight_of

__all__ = [
    "CHANGES",
    "MONTHLY",
    "Admissions",
    "NotAdmitted",
    "OwnerControls",
    "UsageCounters",
    "Weight",
    "Writes",
    "counted_as_read",
    "usage_resource",
    "weight_of",
]
