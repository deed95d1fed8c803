"""Who wants to be told of what happens in an owner's library, and the passing on to them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from schema.budgets import SUBSCRIPTIONS_BELIEVED
from schema.keys.core import subscriptions_key
from schema.library.events import EventKind, LibraryEvent, Subscriber
from schema.notices import WANTED_AT_FIRST

_MOST_REMEMBERED = 10_000
_Wanted = Mapping[Subscriber, Collection[str]]
_AT_FIRST: dict[Subscriber, Collection[str]] = {Subscriber.NOTICES: WANTED_AT_FIRST}
"""What is wanted for owners who have not said anything."""
_NOTHING = frozenset({"-"})
"""In place of an empty set, which a table cannot hold."""


class EventSubscriptions:
    """One small row for each owner, which names the kinds that each subscriber wants. Without subscribers there is none.

    What was read is believed for a minute, so most events cost no call. A new subscriber may miss what happens in that time.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._seen: dict[str, tuple[datetime, _Wanted]] = {}

    def wanting(self, owner: str, subscriber: Subscriber, kinds: Collection[EventKind]) -> dict[str, Any]:
        """A member of a transaction: from then on the subscriber wants these kinds; none ends it. Others' are untouched."""
        return self._table.updating(subscriptions_key(owner), set_=_said(subscriber, kinds))

    def want(self, owner: str, subscriber: Subscriber, kinds: Collection[EventKind]) -> None:
        """The same by itself."""
        self._table.update(subscriptions_key(owner), set_=_said(subscriber, kinds))

    def subscribers(self, event: LibraryEvent, *, now: datetime) -> list[Subscriber]:
        """Who wants this event."""
        return [subscriber for subscriber, kinds in self._wanted(event.owner, now).items() if event.kind in kinds]

    def _wanted(self, owner: str, now: datetime) -> _Wanted:
        until, wanted = self._seen.get(owner, (now, {}))
        if until > now:
            return wanted
        item = self._table.get(subscriptions_key(owner)) or {}
        wanted = _AT_FIRST | {each: item[each] for each in Subscriber if each in item}
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[owner] = now + SUBSCRIPTIONS_BELIEVED, wanted
        return wanted


def _said(subscriber: Subscriber, kinds: Collection[EventKind]) -> dict[str, frozenset[str] | None]:
    nothing = _NOTHING if subscriber in _AT_FIRST else None
    return {str(subscriber): frozenset(str(kind) for kind in kinds) or nothing}


def pass_on(
    event: LibraryEvent, *, subscriptions: EventSubscriptions, queues: Mapping[Subscriber, Queue], now: datetime
) -> None:
    """Sends the event to each of the queues that want it, once. Raises Unavailable; then it is to be repeated.

    Who has no queue, because an installation sends no notices, is not told.
    """
    told = [queues[subscriber] for subscriber in subscriptions.subscribers(event, now=now) if subscriber in queues]
    for queue in dict.fromkeys(told):
        queue.send(event)
