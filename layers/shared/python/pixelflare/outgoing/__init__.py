"""Requests to addresses that people name. Nothing else in the system may ask such an address, but for
backups, whose S3 client connects only to what `pinned` has checked.

Only https, only to public networks: whatever a name resolves to is checked, and exactly that address is connected to.
Redirects are checked anew. Size and time are limited.
"""

from pixelflare.outgoing.client import Answered, Fetched, OutgoingClient
from pixelflare.outgoing.loopback import LoopbackClient
from pixelflare.outgoing.networks import IpAddress, is_public
from pixelflare.outgoing.resolving import look_up, pinned
from pixelflare.outgoing.targets import target_of

__all__ = [
    "Answered",
    "Fetched",
    "IpAddress",
    "LoopbackClient",
    "OutgoingClient",
    "is_public",
    "look_up",
    "pinned",
    "target_of",
]
