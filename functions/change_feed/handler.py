"""Follows the core table's stream: tells the queues of changed images.

A batch that fails is tried again as a whole, so consumers may be told twice.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.changes import Receiver, announce, changes_in, receivers
from pixelflare.entry.function import with_services
from schema.env.change_feed import ChangeFeedEnv


class Services:
    def __init__(self, env: ChangeFeedEnv) -> None:
        self.env = env

    @cached_property
    def receivers(self) -> Sequence[Receiver]:
        return receivers(index=Queue(self.env.index_queue_url))


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    announce(changes_in(event), services.receivers)
    return {}


lambda_handler = with_services(handle, lambda: Services(ChangeFeedEnv.read()))
