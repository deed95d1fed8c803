"""`f=json`: what is known of a picture, for whoever may see it."""

import json
from typing import Any

from schema.images import Image


def facts_of(image: Image) -> bytes:
    """JSON: type, sizes, how it was taken (not where), its placeholder and colours; nothing of what its owner says of it.

    Without EXIF for an owner who wants all metadata gone.
    """
    facts = image.facts
    known: dict[str, Any] = {"id": image.image_id, "bytes": image.size_bytes}
    if facts is not None:
        known |= facts.model_dump(mode="json", exclude={"exif", "focus"} if image.strip_metadata else {"focus"})
    return json.dumps(known).encode()
