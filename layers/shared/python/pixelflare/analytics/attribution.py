"""Whose views they were: from paths to images and owners."""

from collections.abc import Mapping
from typing import NamedTuple

from pixelflare.analytics.tally import BYTES as SIZE
from pixelflare.analytics.tally import IMAGE, REQUESTS, VIEWS, Tally
from pixelflare.catalog import PathLookup
from schema.addresses.image_path import ImagePath
from schema.keys.rollups import NOBODY

UNATTRIBUTED = "unattributed"
"""In place of an image's id: below an owner's name, but no image of theirs; or below the name of no owner."""

Images = dict[tuple[str, str], Tally]
"""By owner and image id."""


class Attributed(NamedTuple):
    images: Images
    strangers: Tally
    """Of owners that do not exist. They are among `images`, too."""


def attribute(by_image: Mapping[ImagePath | str, Tally], *, lookup: PathLookup) -> Attributed:
    """Every line is in exactly one of the tallies."""
    paths = [image for image in by_image if isinstance(image, ImagePath)]
    holders = lookup.holders_of(paths)
    owners = lookup.owners_of([image for image in by_image if isinstance(image, str)])
    known = lookup.existing_owners({path.owner for path in paths if path not in holders})
    images: Images = {}
    strangers = Tally()
    for image, tally in by_image.items():
        if isinstance(image, str):
            place = (owners[image], image) if image in owners else None
        elif image in holders:
            place = (image.owner, holders[image])
        else:
            place = (image.owner, UNATTRIBUTED) if image.owner in known else None
        (strangers if place is None else images.setdefault(place, Tally())).add(tally)
    if strangers.totals[REQUESTS]:
        images[NOBODY, UNATTRIBUTED] = strangers
    return Attributed(images, strangers)


def by_owner(images: Images) -> dict[str, Tally]:
    """What each owner's images have together, and which images they are."""
    owners: dict[str, Tally] = {}
    for (owner, image_id), tally in images.items():
        whole = owners.setdefault(owner, Tally())
        whole.add(tally)
        whole.add_part(IMAGE + image_id, tally.totals[VIEWS], tally.totals[SIZE])
        whole.images += image_id != UNATTRIBUTED and tally.totals[REQUESTS] > 0
    return owners
