"""Which rows are an owner's, and a reading of all rows that is interrupted."""

from typing import Any

import pytest

from pixelflare.aws.table import QueryPage
from pixelflare.cleanup.owner_rows import OwnerRows
from schema.keys import Key
from schema.keys.core import user_key
from schema.keys.derived import cost_key, cost_owner_key, document_key, month_key, posting_key
from schema.keys.owners import is_owners
from schema.keys.rollups import image_rollup_key, path_history_key, rollup_key
from schema.keys.studio import balance_key, entry_key

OWNER = "k3xowner"


@pytest.mark.parametrize(
    "key",
    [
        user_key(OWNER),
        document_key(OWNER, "img_1"),
        posting_key(OWNER, "tag:sea", "img_1"),
        cost_key(OWNER, "img_1"),
        balance_key(OWNER),
        entry_key(OWNER, "refund", "job.1"),
        cost_owner_key(OWNER),
        month_key(OWNER, "2026-11-30", "img_1", album="trips"),
        rollup_key(OWNER, "M#2026-11"),
        image_rollup_key(OWNER, "img_1", "M#2026-11"),
        path_history_key(f"/{OWNER}/trips/a.jpg", "2026-11-30T00:00:00Z", "img_1"),
    ],
)
def test_row_is_the_owners_and_nobody_elses(key: Key) -> None:
    assert is_owners(key, OWNER)
    assert not is_owners(key, OWNER[:-1])
    assert not is_owners(key, "img_1")


def test_word_of_somebody_else_is_not_the_owner() -> None:
    album = month_key("somebody", "2026-11-30", "img_1", album=OWNER)
    for key in (posting_key("somebody", OWNER, "img_1"), album, {"pk": "O#somebody", "sk": f"A#{OWNER}"}):
        assert not is_owners(key, OWNER)


class Rows:
    """A table in memory, which is read two rows at a time."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = {(row["pk"], row["sk"]): row for row in rows}

    def get(self, key: Key, *, consistent: bool) -> dict[str, Any] | None:
        return self.rows.get((key["pk"], key["sk"]))

    def update(self, key: Key, *, set_: dict[str, Any]) -> None:
        self.rows[key["pk"], key["sk"]] |= set_

    def delete(self, key: Key) -> None:
        self.rows.pop((key["pk"], key["sk"]), None)

    def scan(self, attributes: Any, *, after: Key | None) -> QueryPage:
        places = sorted(place for place in self.rows if after is None or place > (after["pk"], after["sk"]))
        page = [self.rows[place] for place in places[:2]]
        last: Key | None = {"pk": page[-1]["pk"], "sk": page[-1]["sk"]} if len(places) > len(page) else None
        return QueryPage(page, last)


def test_reading_that_stops_again_and_again_comes_to_its_end() -> None:
    theirs = [{"pk": "O#somebody", "sk": f"A#{number}", "owner": "somebody"} for number in range(5)]
    pointers = [{"pk": f"K#{number}", "sk": "#", "owner": OWNER} for number in range(5)]
    core: Any = Rows({**user_key(OWNER)}, *pointers, *theirs)
    derived: Any = Rows(*({**cost_key(OWNER, f"img_{number}")} for number in range(5)), {"pk": "CO#", "sk": "somebody"})
    rows, turns = OwnerRows(core, derived), 0
    done = False
    while not done:
        looks = iter([False, True])  # each run has time for one page
        done = rows.remove_all(OWNER, out_of_time=lambda looks=looks: next(looks))  # type: ignore[misc]
        turns += 1
        assert turns < 20
    assert turns > 5
    assert set(core.rows) == {("O#k3xowner", "#U"), *((row["pk"], row["sk"]) for row in theirs)}
    assert set(derived.rows) == {("CO#", "somebody")}
