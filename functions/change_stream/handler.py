"""Follows the core table's stream as its second reader: what happens in a library is passed on to the queues that want it."""

from typing import Any

from functions.change_stream.services import Services
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.stream import follow
from pixelflare.events import pass_on, read_events
from schema.env.change_stream import ChangeStreamEnv
from schema.library.events import LibraryEvent


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_events(events: list[LibraryEvent]) -> None:
        for each in events:
            pass_on(each, subscriptions=services.subscriptions, queues=services.queues, now=clock.now())

    return follow(event, context, parse=read_events, act=on_events)


lambda_handler = with_services(handle, lambda: Services(ChangeStreamEnv.read()))
