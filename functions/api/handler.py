"""The REST API, as the edge hands it over: /v1/... and /openapi.json."""

from typing import Any

from functions.api.routes import documents, health
from functions.api.routes.addresses import embed, explain, sharing, signing, vendor_keys
from functions.api.routes.identity import auth_check, keys, me, owners, settings, sign_in
from functions.api.routes.insights import analytics, audit_logs, costs, usage
from functions.api.routes.library import albums, bulk, image_tags, images, months, recycle_bin, search, similar, tags
from functions.api.routes.uploads import multipart, reservations
from functions.api.services import Services
from pixelflare.entry.function import with_services
from pixelflare.entry.http import HttpApp
from schema.env.api import ApiEnv

app = HttpApp(
    images.routes,
    image_tags.routes,
    bulk.routes,
    recycle_bin.routes,
    albums.routes,
    tags.routes,
    search.routes,
    similar.routes,
    months.routes,
    reservations.routes,
    multipart.routes,
    signing.routes,
    sharing.routes,
    embed.routes,
    explain.routes,
    vendor_keys.routes,
    me.routes,
    settings.routes,
    keys.routes,
    auth_check.routes,
    sign_in.routes,
    audit_logs.routes,
    analytics.routes,
    analytics.image_routes,
    usage.routes,
    owners.routes,
    costs.routes,
    health.routes,
    documents.routes,
)


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return services.pipeline.answer(app, event, context, services=services)


lambda_handler = with_services(handle, lambda: Services(ApiEnv.read()))
