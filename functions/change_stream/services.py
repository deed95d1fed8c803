"""What passing on events works with, made from the function's environment. A new subscriber's queue is a line in `queues`."""

from functools import cached_property

from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.events import EventSubscriptions
from schema.env.change_stream import ChangeStreamEnv
from schema.library.events import Subscriber


class Services:
    def __init__(self, env: ChangeStreamEnv) -> None:
        self.env = env

    @cached_property
    def subscriptions(self) -> EventSubscriptions:
        return EventSubscriptions(Table(self.env.core_table))

    @cached_property
    def queues(self) -> dict[Subscriber, Queue]:
        env = self.env
        urls = {Subscriber.BACKUP: env.backup_queue_url, Subscriber.WEBHOOKS: env.webhook_queue_url}
        if env.notices:
            urls[Subscriber.NOTICES] = env.notice_queue_url
        return {subscriber: Queue(url) for subscriber, url in urls.items()}
