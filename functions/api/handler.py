"""The REST API, as the edge hands it over."""

from typing import Any

from functions.api.app import ROUTE_FILES
from functions.api.services import Services
from pixelflare.entry.function import with_services
from schema.env.api import ApiEnv

MCP = "/v1/mcp"
"""Not a route, but a client of the routes. It is imported when it is first asked."""


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    if event["rawPath"] == MCP:
        from functions.api.mcp import answer_mcp

        return answer_mcp(event, context, services)
    return services.pipeline.answer(ROUTE_FILES.app_for(event["rawPath"]), event, context, services=services)


lambda_handler = with_services(handle, lambda: Services(ApiEnv.read()))
