"""Who may look at pictures: the ports that Rekognition, Bedrock and the local models fill."""

from typing import Protocol

from schema.library.recognition import Found


class Viewer(Protocol):
    """A model that says what is in a picture. Its methods raise Unavailable during an outage."""

    @property
    def provider(self) -> str: ...

    def labels_of(self, jpeg: bytes) -> Found: ...

    def moderation_of(self, jpeg: bytes) -> Found: ...


class Captioner(Protocol):
    """A model that describes a picture in a sentence. Raises Unavailable during an outage."""

    @property
    def provider(self) -> str: ...

    def caption_of(self, jpeg: bytes) -> Found: ...
