"""Release 0.1.0 called the paths where viewers may still get an earlier state `unsettled`; since then it is `stale_paths`.

Without this, nobody knows any more that a picture which was hidden in a call that failed may still be seen at its old path.
"""

from datetime import datetime
from functools import partial

from operations.migrations.migration import Migration, Repair, key_of
from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from schema.keys.core import BIN, LIVE


def look(row: Item, here: Installation, _now: datetime) -> Repair | None:
    return partial(_rename, row, here) if "unsettled" in row else None


def _rename(row: Item, here: Installation) -> bool:
    """One version more: a change that has read the row before must read it again, as it would write the set of today."""
    paths = frozenset(row["unsettled"]) | row.get("stale_paths", frozenset())
    as_read = Condition("#version = :version AND attribute_exists(#unsettled)", {":version": row["version"]})
    here.core.update(
        key_of(row), set_={"stale_paths": paths}, add={"version": 1}, remove=["unsettled"], only_if=as_read
    )
    return True


MIGRATION = Migration(
    number=1,
    name="stale-paths",
    does="keeps which paths of images are still to be taken from viewers, under the name that they have now",
    reads=(LIVE, BIN),
    look=look,
)
