"""What models have said of an owner's contents, by the hash of the bytes: each part is paid for once.

Whoever asks a model claims the part first. Of two runs that meet, one asks, and the other comes back later. A claim that
nobody gives back ends by itself, after the function that took it.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from schema.budgets import CLASSIFICATION_LEASE
from schema.keys.core import analysis_key, reanalysis_key
from schema.library.recognition import AiPart, PartResult

_CLAIM = ("holder", "until")


class ContentAnalyses:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, sha256: str) -> dict[AiPart, PartResult]:
        """The parts that are known."""
        rows = self._table.get_many([analysis_key(owner, sha256, part) for part in AiPart])
        return {
            AiPart(row["sk"].rpartition("#")[2]): PartResult.model_validate(row["result"])
            for row in rows
            if "result" in row
        }

    def claim(
        self, owner: str, sha256: str, part: AiPart, holder: str, *, again: datetime | None, now: datetime
    ) -> bool:
        """Whether the part is ours to ask for: nobody is asking, and no result stands that is younger than `again`."""
        free, values = "(attribute_not_exists(#until) OR #until < :now)", {":now": text_of(now)}
        wanted = "attribute_not_exists(#ran_at)"
        if again is not None:
            wanted, values = f"({wanted} OR #ran_at < :again)", values | {":again": text_of(again)}
        try:
            self._table.update(
                analysis_key(owner, sha256, part),
                set_={"holder": holder, "until": text_of(now + CLASSIFICATION_LEASE)},
                only_if=Condition(f"{free} AND {wanted}", values),
            )
        except ConditionFailed:
            return False
        return True

    def keep(self, owner: str, sha256: str, part: AiPart, holder: str, result: PartResult) -> None:
        """Stores what the model said, and ends the claim. Does nothing if the claim is not ours any more."""
        kept: dict[str, Any] = {"result": result.model_dump(mode="json"), "ran_at": text_of(result.run.at)}
        with suppress(ConditionFailed):
            self._table.update(analysis_key(owner, sha256, part), set_=kept, remove=_CLAIM, only_if=_held_by(holder))

    def give_back(self, owner: str, sha256: str, part: AiPart, holder: str) -> None:
        """Ends the claim without a result."""
        with suppress(ConditionFailed):
            self._table.update(analysis_key(owner, sha256, part), remove=_CLAIM, only_if=_held_by(holder))

    # Analysing again

    def begin_again(self, owner: str, sha256: str, *, unless_since: datetime, now: datetime) -> datetime | None:
        """None if this is the time of a new analysis now, or else that of the one which stands in its way."""
        earlier = Condition("attribute_not_exists(#pk) OR #at < :earliest", {":earliest": text_of(unless_since)})
        try:
            self._table.put(reanalysis_key(owner, sha256) | {"at": text_of(now)}, only_if=earlier)
        except ConditionFailed as failed:
            at = (failed.item or {})["at"]
            # Our own, if the answer to it was lost: AWS's client has sent it again.
            return None if at == text_of(now) else datetime.fromisoformat(at)
        return None

    def end_again(self, owner: str, sha256: str, *, at: datetime) -> None:
        """Takes back a beginning that nobody was told of."""
        with suppress(ConditionFailed):
            ours = Condition("#at = :at", {":at": text_of(at)})
            self._table.delete(reanalysis_key(owner, sha256), only_if=ours)

    def begun_again_at(self, owner: str, sha256: str) -> datetime | None:
        row = self._table.get(reanalysis_key(owner, sha256), consistent=True)
        return datetime.fromisoformat(row["at"]) if row else None

    def forget(self, owner: str, sha256: str) -> None:
        """Removes everything that is known of bytes which no image has any more."""
        for key in (*(analysis_key(owner, sha256, part) for part in AiPart), reanalysis_key(owner, sha256)):
            self._table.delete(key)


def _held_by(holder: str) -> Condition:
    return Condition("#holder = :holder", {":holder": holder})
