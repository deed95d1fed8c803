"""The REST API, as the edge hands it over: /v1/... and /openapi.json."""

from typing import Any

from functions.api.frame import frame
from functions.api.routes import (
    albums,
    audit_logs,
    auth_check,
    bulk,
    documents,
    embed,
    explain,
    health,
    images,
    keys,
    me,
    multipart,
    settings,
    sharing,
    signing,
    tags,
    uploads,
    vendor_keys,
)
from pixelflare.base.observability import observed
from pixelflare.entry.http import answer, new_resolver

app = new_resolver()
app.include_router(images.router, prefix="/v1/images")
app.include_router(multipart.router, prefix="/v1/images")
app.include_router(bulk.router, prefix="/v1/images")
app.include_router(embed.router, prefix="/v1/images")
app.include_router(sharing.router, prefix="/v1/images")
app.include_router(signing.router)
app.include_router(uploads.router)
app.include_router(albums.router, prefix="/v1/albums")
app.include_router(tags.router, prefix="/v1/tags")
app.include_router(keys.router, prefix="/v1/keys")
app.include_router(vendor_keys.router, prefix="/v1/vendor-keys")
app.include_router(me.router, prefix="/v1/me")
app.include_router(settings.router, prefix="/v1/settings")
app.include_router(audit_logs.router, prefix="/v1/audit-logs")
app.include_router(explain.router, prefix="/v1/explain")
app.include_router(auth_check.router)
app.include_router(health.router, prefix="/v1/health")
app.include_router(documents.router)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return answer(app, event, context, frame=frame())
