"""What viewers could not wait for: one row for one picture, so it is asked for once, and ends as a picture or as a refusal.

A function that runs out of memory or time says nothing, so an attempt is counted before it begins. After the last one the
row says that the picture is refused, for a day; a picture that was made takes the row away.
"""

from datetime import datetime, timedelta

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import VariantTooLarge
from pixelflare.imaging import RenderJob
from schema.budgets import WISH_ATTEMPTS
from schema.keys import Key
from schema.keys.ephemeral import wish_key
from schema.library.images import Image

_OPEN, _REFUSED = timedelta(hours=1), timedelta(days=1)


class Wishes:
    def __init__(self, table: Table) -> None:
        self._table = table

    def make(self, image: Image, what: str, *, now: datetime) -> bool:
        """Whether the wish is new, so that it has to be sent. Raises VariantTooLarge when it was refused before."""
        free = Condition("attribute_not_exists(#pk) OR #exp <= :now", {":now": _seconds(now)})
        try:
            self._table.put(_key(image, what) | {"attempts": 0, "exp": _seconds(now + _OPEN)}, only_if=free)
        except ConditionFailed as known:
            if known.item and int(known.item["attempts"]) > WISH_ATTEMPTS:
                raise refusal() from known
            return False
        return True

    def forget(self, image: Image, what: str) -> None:
        """The picture is there, or nobody could be asked for it."""
        self._table.delete(_key(image, what))

    def begin(self, image: Image, what: str, *, now: datetime) -> bool:
        """Counts an attempt. False when all have been used up: the wish is refused from now on."""
        counted = self._table.update(_key(image, what), add={"attempts": 1}, set_={"exp": _seconds(now + _REFUSED)})
        return int(counted["attempts"]) <= WISH_ATTEMPTS

    def refuse(self, image: Image, what: str, *, now: datetime) -> None:
        """It can't be made, however often it is tried."""
        self._table.put(_key(image, what) | {"attempts": WISH_ATTEMPTS + 1, "exp": _seconds(now + _REFUSED)})


def wish_of(job: RenderJob) -> str:
    return f"{job.name}.{job.format}"


def refusal() -> VariantTooLarge:
    return VariantTooLarge("making this variant takes more than a function has; ask for fewer pixels or another format")


def _key(image: Image, what: str) -> Key:
    """Of this state of the image: a new watermark or other bytes are a new wish."""
    return wish_key(image.image_id, f"{what}#{image.generation}")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
