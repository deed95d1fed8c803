"""The REST API, as the edge hands it over: /v1/... and /openapi.json."""

from typing import Any

from functions.api.collaborators import authenticate_caller
from functions.api.routes import albums, documents, health, images
from pixelflare.base.observability import observed
from pixelflare.entry.http import answer, new_resolver

OPEN_PATHS = frozenset({"/v1/health", "/openapi.json"})
"""What answers without an access token."""

app = new_resolver()
app.include_router(images.router, prefix="/v1/images")
app.include_router(albums.router, prefix="/v1/albums")
app.include_router(health.router, prefix="/v1/health")
app.include_router(documents.router)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return answer(app, event, context, authenticate=authenticate_caller, open_paths=OPEN_PATHS)
