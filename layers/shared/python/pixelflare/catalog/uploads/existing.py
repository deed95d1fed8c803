"""What an upload refers to that exists already: its owner's settings, its album, its tags."""

from dataclasses import dataclass, field
from typing import Self

from schema.identity.users import Settings
from schema.library.images import Image


@dataclass(frozen=True)
class Existing:
    """A name that is missing here may exist nevertheless; one that is here has existed during this request."""

    settings: Settings = field(default_factory=Settings)
    albums: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    """Tags with a record that is not retired."""

    def after(self, image: Image) -> Self:
        """What exists after the image has been reserved."""
        return type(self)(self.settings, self.albums | {image.album}, self.tags | image.tags)
