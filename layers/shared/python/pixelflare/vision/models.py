"""Who may look at pictures: the ports that Rekognition, Bedrock and the local models fill."""

from collections.abc import Sequence
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


class Embedder(Protocol):
    """A model that gives pictures and sentences vectors in one space. Raises Unavailable during an outage."""

    @property
    def provider(self) -> str: ...

    def embedding_of(self, jpeg: bytes) -> Found: ...


class Vectors(Protocol):
    """Where a search by meaning finds them. Its methods raise Unavailable during an outage."""

    def put(self, owner: str, image_id: str, vector: Sequence[float]) -> None: ...

    def delete(self, owner: str, image_id: str) -> None: ...
