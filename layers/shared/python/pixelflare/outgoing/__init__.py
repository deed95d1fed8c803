"""Requests to addresses that people name. Nothing else in the system may ask such an address.

Only https, only to public networks: whatever a name resolves to is checked, and exactly that address is connected to.
Redirects are checked anew. Size and time are limited.
"""

from pixelflare.outgoing.client import Fetched, OutgoingClient
from pixelflare.outgoing.networks import is_public
from pixelflare.outgoing.targets import target_of

__all__ = ["Fetched", "OutgoingClient", "is_public", "target_of"]
