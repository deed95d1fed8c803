"""The bill brake: what the installation still does, by what it has spent in the month (docs/brake.md)."""

from pixelflare.brake.control import BrakeControl, Thresholds
from pixelflare.brake.gate import Brake
from pixelflare.brake.resources import report_of, resource_of
from pixelflare.brake.state import is_believed
from pixelflare.brake.store import BrakeStore

__all__ = ["Brake", "BrakeControl", "BrakeStore", "Thresholds", "is_believed", "report_of", "resource_of"]
