"""`f=json`: what is known of a picture, for whoever may see it."""

import json
from typing import Any

from schema.library.images import Image

_OUR_OWN = frozenset({"focus", "faces", "look_hash", "orientation"})
"""What is only known in order to cut by it, to explain, or to find what looks alike."""


def facts_of(image: Image) -> bytes:
    """JSON: type, sizes, how it was taken (not where), its placeholder and colours; nothing of what its owner says of it,
    nor where faces are.

    Without EXIF for an owner who wants all metadata gone.
    """
    facts = image.facts
    known: dict[str, Any] = {"id": image.image_id, "bytes": image.size_bytes}
    if facts is not None:
        hidden = _OUR_OWN | {"exif"} if image.strip_metadata else _OUR_OWN
        known |= facts.model_dump(mode="json", exclude=set(hidden))
    return json.dumps(known).encode()
