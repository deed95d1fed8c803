"""What the edge can not answer by itself: short links."""

from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import NotFound
from pixelflare.base.observability import observed
from pixelflare.catalog import ImageStore
from pixelflare.delivery.answers import Answer, link_answer
from pixelflare.delivery.short_links import full_path, parse_short_link, resolve_short_link
from pixelflare.entry.function_url import respond
from schema.env.gateway import GatewayEnv


@cache
def images() -> ImageStore:
    return ImageStore(Table(GatewayEnv.read().core_table))


def follow(path: str, query: str) -> Answer:
    """301 to where the image is called by its name."""
    link = parse_short_link(path)
    if link is None:
        raise NotFound("there is nothing at this address")
    now = clock.now()
    image = resolve_short_link(link.image_id, images=images(), now=now)
    location = full_path(image, variant=link.variant, query=parse_qsl(query, keep_blank_values=True))
    return link_answer(image, location, now=now)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return respond(event, lambda: follow(event["rawPath"], event["rawQueryString"]))
