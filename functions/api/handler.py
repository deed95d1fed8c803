"""The REST API, as the edge hands it over."""

from typing import Any

from functions.api.app import ROUTE_FILES
from functions.api.services import Services
from pixelflare.entry.function import with_services
from schema.env.api import ApiEnv


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return services.pipeline.answer(ROUTE_FILES.app_for(event["rawPath"]), event, context, services=services)


lambda_handler = with_services(handle, lambda: Services(ApiEnv.read()))
