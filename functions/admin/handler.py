"""What operators see of the installation, and do about what has failed."""

from typing import Any

from functions.admin.app import ROUTE_FILES
from functions.admin.services import Services
from pixelflare.entry.function import with_services
from schema.env.admin import AdminEnv


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return services.pipeline.answer(ROUTE_FILES.app_for(event["rawPath"]), event, context, services=services)


lambda_handler = with_services(handle, lambda: Services(AdminEnv.read()))
