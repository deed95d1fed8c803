"""What a migration is: it looks at rows of the core table, and says what is to be done about each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from operations.migrations.places import Installation
from pixelflare.aws.attributes import Item
from schema.keys import Key

Repair = Callable[[], bool]
"""Makes a row right, on the condition that nobody has changed it since it was read. Whether anything had to be written.

Raises ConditionFailed, TransactionRefused or ChangedMeanwhile if somebody has, and NotPossible."""


class NotPossible(Exception):
    """This row stays as it is, for a reason that no further run changes."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    does: str
    """In a sentence, for the operator."""
    reads: tuple[str, ...]
    """How the sort keys of the rows begin that it looks at."""
    look: Callable[[Item, Installation, datetime], Repair | None]
    """What is to be done about a row; None if it is right. It writes nothing, so a plan calls it, too."""

    @property
    def title(self) -> str:
        return f"{self.number:04} {self.name}"


def key_of(row: Item) -> Key:
    return {"pk": row["pk"], "sk": row["sk"]}
