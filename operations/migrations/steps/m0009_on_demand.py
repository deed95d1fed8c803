"""Since release 0.1.0, variants that anybody may ask for carry a tag by which they expire. Those from before stay for ever.

They are made again when somebody asks, so this deletes them. Presets stay, and what an owner has signed for.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair
from operations.migrations.places import Installation
from operations.migrations.stored import ORIGINAL, bucket_of, provisional, served
from pixelflare.addresses.signatures import is_open
from pixelflare.aws.attributes import Item
from pixelflare.aws.clients import client
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.outages import outages_are_unavailable
from schema.addresses.options import parse_segment
from schema.addresses.presets import PRESETS
from schema.keys.core import LIVE
from schema.library.images import Image


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    image = Image.model_validate(row)
    if not image.is_servable:
        return None
    lasting = list(_lasting(image, here))
    return partial(_delete, lasting) if lasting else None


def _lasting(image: Image, here: Installation) -> Iterator[tuple[str, str]]:
    """What should expire and does not."""
    places = ((bucket_of(image, here), served(image, here)), (here.private_bucket, provisional(image, here)))
    for bucket, found in places:
        for name, listed in found:
            if _is_on_demand(name, here) and not _has_tags(bucket, listed.key):
                yield bucket, listed.key


def _is_on_demand(name: str, here: Installation) -> bool:
    stem = name.rpartition(".")[0]
    if name == ORIGINAL or stem in PRESETS:
        return False
    try:
        return is_open(parse_segment(stem), widths=here.widths)
    except ValueError:
        return False  # no address of today leads to it


def _has_tags(bucket: str, key: str) -> bool:
    with outages_are_unavailable("storage"):
        return bool(client("s3").get_object_tagging(Bucket=bucket, Key=key)["TagSet"])


def _delete(lasting: list[tuple[str, str]]) -> bool:
    for bucket, key in lasting:
        ObjectStore(bucket).delete(key)
    return True


MIGRATION = Migration(
    number=9,
    name="on-demand",
    does="deletes variants that viewers once asked for and that would never expire",
    reads=(LIVE,),
    look=look,
)
