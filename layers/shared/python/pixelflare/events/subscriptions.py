"""Who wants to be told of what happens in an owner's library, and the passing on to them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from schema.budgets import SUBSCRIPTIONS_BELIEVED
from schema.keys.core import subscriptions_key
from schema.library.events import EventKind, LibraryEvent, Subscriber

_MOST_REMEMBERED = 10_000
_Wanted = Mapping[Subscriber, Collection[str]]


class EventSubscriptions:
    """One small row for each owner, which names the kinds that each subscriber wants. Without subscribers there is none.

    What was read is believed for a minute, so most events cost no call. A new subscriber may miss what happens in that time.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._seen: dict[str, tuple[datetime, _Wanted]] = {}

    def wanting(self, owner: str, subscriber: Subscriber, kinds: Collection[EventKind]) -> dict[str, Any]:
        """A member of a transaction: from then on the subscriber wants these kinds; none ends it. Others' are untouched."""
        wanted = frozenset(str(kind) for kind in kinds)
        return self._table.updating(subscriptions_key(owner), set_={str(subscriber): wanted or None})

    def want(self, owner: str, subscriber: Subscriber, kinds: Collection[EventKind]) -> None:
        """The same by itself."""
        wanted = frozenset(str(kind) for kind in kinds)
        self._table.update(subscriptions_key(owner), set_={str(subscriber): wanted or None})

    def subscribers(self, event: LibraryEvent, *, now: datetime) -> list[Subscriber]:
        """Who wants this event."""
        return [subscriber for subscriber, kinds in self._wanted(event.owner, now).items() if event.kind in kinds]

    def _wanted(self, owner: str, now: datetime) -> _Wanted:
        until, wanted = self._seen.get(owner, (now, {}))
        if until > now:
            return wanted
        item = self._table.get(subscriptions_key(owner)) or {}
        wanted = {each: item[each] for each in Subscriber if each in item}
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[owner] = now + SUBSCRIPTIONS_BELIEVED, wanted
        return wanted


def pass_on(
    event: LibraryEvent, *, subscriptions: EventSubscriptions, queues: Mapping[Subscriber, Queue], now: datetime
) -> None:
    """Sends the event to each of the queues that want it, once. Raises Unavailable; then it is to be repeated."""
    for queue in dict.fromkeys(queues[subscriber] for subscriber in subscriptions.subscribers(event, now=now)):
        queue.send(event)
