"""The brake's one row."""

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.errors import ChangedMeanwhile
from schema.brake import BrakeState
from schema.keys.brake import brake_key


class BrakeStore:
    """In the core table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, *, consistent: bool = True) -> BrakeState | None:
        """None until somebody has counted or decided. Raises Unavailable."""
        item = self._table.get(brake_key(), consistent=consistent)
        return BrakeState.model_validate(item) if item else None

    def write(self, state: BrakeState, *also: dict[str, object]) -> BrakeState:
        """The state as it is stored, with the next version; `also` in the same transaction.

        Raises ChangedMeanwhile if the row is not at the state's version.
        """
        stored = state.model_copy(update={"version": state.version + 1})
        standing = ABSENT if state.version == 0 else Condition("#version = :known", {":known": state.version})
        row = self._table.putting({**brake_key(), **stored.model_dump(mode="json")}, only_if=standing)
        try:
            self._table.transact([row, *also])
        except TransactionRefused as refused:
            raise ChangedMeanwhile("the brake was changed at the same time") from refused
        return stored
