"""Whether a search by meaning knows the pictures that were embedded.

What it knows beyond them is not looked for: an index lists no single owner's vectors, and a search checks each of its hits.
"""

from collections.abc import Iterator
from functools import partial

from pixelflare.catalog import ImageStore
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import OwnersRows
from pixelflare.vision import place_vector
from schema.keys.core import ANALYSES
from schema.library.recognition import AiPart, PartResult


def compare_vectors(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    if services.vectors is None:
        return
    embedded = {
        image_id: (image, vector)
        for image_id, image in rows.live.items()
        if image.is_servable and image.sha256 and (vector := _vector(rows, image.sha256))
    }
    standing = services.vectors.standing(rows.owner, sorted(embedded))
    for image_id, (image, vector) in embedded.items():
        if image_id not in standing:
            place = partial(place_vector, images=ImageStore(services.core), vectors=services.vectors)
            says = f"search by meaning does not know {image_id}, which was embedded"
            yield Finding(rows.owner, says, partial(place, image, vector))


def _vector(rows: OwnersRows, sha256: str) -> str | None:
    item = rows.by_kind[ANALYSES].get(f"{sha256}#{AiPart.EMBEDDING}")
    return PartResult.model_validate(item["result"]).found.vector if item and "result" in item else None
