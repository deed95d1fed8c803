"""All rows that are an owner's, or lead to the owner: to remove them where no list of them exists."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.parallel import in_parallel
from schema.keys import Key
from schema.keys.core import handle_key, owner_partition, user_key
from schema.keys.owners import is_owners, is_users

_PAGE = 100
_ATTRIBUTES = ("pk", "sk", "owner", "member")
"""The owner, and whom a row of somebody else lets in."""


class OwnerRows:
    def __init__(self, core: Table, derived: Table) -> None:
        self._core = core
        self._tables = {"core": core, "derived": derived}

    def below(self, owner: str, prefix: str = "") -> Iterator[list[Item]]:
        """Pages of the owner's partition. What is removed meanwhile does no harm."""
        of_owner = Condition("#pk = :pk", {":pk": owner_partition(owner)})
        if prefix:
            of_owner = Condition(
                "#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": prefix}
            )
        after: Key | None = None
        while True:
            page = self._core.query(of_owner, limit=_PAGE, after=after, consistent=True)
            yield page.items
            after = page.last_key
            if after is None:
                break

    def delete(self, key: Key) -> None:
        self._core.delete(key)

    def release_handle(self, owner: str, handle: str) -> None:
        """Does nothing if it is somebody else's by now."""
        with suppress(ConditionFailed):
            self._core.delete(handle_key(handle), only_if=Condition("#owner = :owner", {":owner": owner}))

    def remove_all(self, owner: str, *, out_of_time: Callable[[], bool]) -> bool:
        """Whether both tables were read to their ends, and nothing but the user's own row is left. Otherwise the next call goes on.

        That row remembers the place. Nothing of the owner's may be written meanwhile.
        """
        row = self._core.get(user_key(owner), consistent=True) or {}
        names = list(self._tables)
        for name in names[names.index(str(row.get("sweeping", names[0]))) :]:
            after = row.get("swept_to") if row.get("sweeping") == name else None
            while True:
                if out_of_time():
                    return False
                page = self._tables[name].scan(_ATTRIBUTES, after=after)
                in_parallel(self._tables[name].delete, _keys_of(owner, page.items))
                after = page.last_key
                if after is None:
                    break
                self._core.update(user_key(owner), set_={"sweeping": name, "swept_to": after})
            following = names.index(name) + 1
            if following < len(names):
                self._core.update(user_key(owner), set_={"sweeping": names[following], "swept_to": None})
        return True


def _keys_of(owner: str, items: list[Item]) -> list[Key]:
    found: list[Key] = []
    for item in items:
        key: Key = {"pk": str(item["pk"]), "sk": str(item["sk"])}
        names = is_owners(key, owner) or owner in (item.get("owner"), item.get("member"))
        if names and not is_users(key, owner):
            found.append(key)
    return found


LATE = timedelta(days=3)
"""How long something may still write what it has seen of an owner: the stream of changes a day, the counts of views two."""


def is_settled(since: datetime, *, now: datetime) -> bool:
    return now >= since + LATE
