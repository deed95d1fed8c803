"""Consumes the index queue: one message, one image's entry in the search index."""

from functools import cached_property
from typing import Any

from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.search import SearchIndex, index_image
from schema.env.index_consumer import IndexConsumerEnv
from schema.messages.changes import ImageChanged


class Services:
    def __init__(self, env: IndexConsumerEnv) -> None:
        self.env = env

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(Table(self.env.core_table))

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex(Table(self.env.derived_table))


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: ImageChanged) -> None:
        index_image(message.owner, message.image_id, images=services.images, index=services.index)

    return consume(event, context, parse=ImageChanged.model_validate_json, act=on_message)


lambda_handler = with_services(handle, lambda: Services(IndexConsumerEnv.read()))
