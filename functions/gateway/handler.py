"""What the edge cannot answer by itself: short links."""

from typing import Any
from urllib.parse import parse_qsl

from functions.gateway.services import Services
from pixelflare.base import clock
from pixelflare.delivery.absence import NeverThere
from pixelflare.delivery.answers import Answer, link_answer
from pixelflare.delivery.short_links import full_path, parse_short_link, resolve_short_link
from pixelflare.entry.function import with_services
from pixelflare.entry.function_url import respond
from schema.env.gateway import GatewayEnv


def follow(path: str, query: str, services: Services) -> Answer:
    """301 to the image's path."""
    link = parse_short_link(path)
    if link is None:
        raise NeverThere("there is nothing at this address")
    now = clock.now()
    image = resolve_short_link(link.image_id, images=services.images, now=now)
    location = full_path(image, variant=link.variant, query=parse_qsl(query, keep_blank_values=True))
    return link_answer(image, location, now=now)


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return respond(event, lambda: follow(event["rawPath"], event["rawQueryString"], services))


lambda_handler = with_services(handle, lambda: Services(GatewayEnv.read()))
