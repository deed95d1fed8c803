"""Addresses that the owner names. They are the list themselves, so there is none to ask for."""

from pixelflare.imports.sources.source import MAX_BYTES, Listed
from pixelflare.outgoing import OutgoingClient


class AddressSource:
    def __init__(self, outgoing: OutgoingClient) -> None:
        self._outgoing = outgoing

    def listed(self, place: str) -> Listed:  # noqa: ARG002 - as all sources
        return Listed([], "")

    def fetch(self, address: str) -> bytes:
        return self._outgoing.get(address, most_bytes=MAX_BYTES).body
