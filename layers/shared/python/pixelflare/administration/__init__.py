"""What an operator sees of the installation, and does about what has failed."""

from pixelflare.administration.dead_letters import DeadLetters, reason_said
from pixelflare.administration.health import health, recent_failures
from pixelflare.administration.owners import OwnerList
from pixelflare.administration.parts import Parts, WorkQueuePart

__all__ = ["DeadLetters", "OwnerList", "Parts", "WorkQueuePart", "health", "reason_said", "recent_failures"]
