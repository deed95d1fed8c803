"""All routes of the REST API: /v1/... and /openapi.json. A new file of routes is a line here."""

from functions.api.routes import documents, health
from functions.api.routes.addresses import embed, explain, sharing, signing, vendor_keys
from functions.api.routes.identity import auth_check, keys, me, owners, settings, sign_in
from functions.api.routes.insights import analytics, audit_logs, costs, features, usage
from functions.api.routes.library import (
    ai,
    albums,
    bulk,
    image_tags,
    images,
    months,
    recycle_bin,
    review,
    search,
    similar,
    tags,
)
from functions.api.routes.uploads import direct, from_address, multipart, reservations
from pixelflare.entry.http import HttpApp

app = HttpApp(
    images.routes,
    image_tags.routes,
    bulk.routes,
    recycle_bin.routes,
    review.routes,
    review.image_routes,
    albums.routes,
    tags.routes,
    search.routes,
    similar.routes,
    months.routes,
    ai.routes,
    reservations.routes,
    direct.routes,
    from_address.routes,
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
    costs.routes,
    costs.operator_routes,
    usage.routes,
    features.routes,
    owners.routes,
    health.routes,
    documents.routes,
)
