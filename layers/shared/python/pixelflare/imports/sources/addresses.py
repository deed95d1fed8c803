"""Addresses that the owner names. They are the list themselves, so there is none to ask for."""

from pixelflare.base.errors import InvalidRequest
from pixelflare.imports.sources.source import MAX_BYTES, Listed
from pixelflare.outgoing import OutgoingClient


class AddressSource:
    def __init__(self, outgoing: OutgoingClient, *, are_stored: bool) -> None:
        """`are_stored`: whether the request that named them came as far as that."""
        self._outgoing = outgoing
        self._are_stored = are_stored

    def listed(self, place: str) -> Listed:  # noqa: ARG002 - as all sources
        """Raises InvalidRequest for a list that nobody has stored."""
        if not self._are_stored:
            raise InvalidRequest("this import could not be begun; begin another one")
        return Listed([], "")

    def fetch(self, address: str) -> bytes:
        return self._outgoing.get(address, most_bytes=MAX_BYTES).body
