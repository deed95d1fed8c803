"""The CDN's second origin: variants that S3 does not have, or may not serve by itself, are made, stored and answered."""

from typing import Any

from functions.cdn.services import Services
from pixelflare.base import clock
from pixelflare.delivery.answers import Answer
from pixelflare.delivery.paths import FOREIGN_PREFIX
from pixelflare.delivery.records import View
from pixelflare.delivery.serve import serve
from pixelflare.delivery.viewers import viewer_address
from pixelflare.entry.function import with_services
from pixelflare.entry.function_url import respond
from schema.env.cdn import CdnEnv


def answer(event: dict[str, Any], services: Services) -> Answer:
    path, query = event["rawPath"], event.get("queryStringParameters") or {}
    if path.startswith(FOREIGN_PREFIX):
        from pixelflare.delivery.foreign import redirect_for  # 15 ms of imports that pictures need not wait for

        return redirect_for(path, stores=services.stores, vendor_keys=services.vendor_keys, now=clock.now())
    return serve(View(path, query, viewer=viewer_address(event), clock=clock.now), services.stores)


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return respond(event, lambda: answer(event, services))


lambda_handler = with_services(handle, lambda: Services(CdnEnv.read()))
