"""`python -m docs.openapi` writes schema/openapi.json from the routes; `--check` says whether it is stale."""

import json
import sys
from pathlib import Path
from typing import Any

from functions.api.handler import app
from functions.api.services import UPLOAD_TOKEN
from pixelflare.entry.http.openapi import openapi_document
from pixelflare.entry.http.policies import BEARER

DOCUMENT = Path("schema/openapi.json")
SECURITY_SCHEMES = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the user pool: all scopes.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "pf_…",
        "description": "An API key: its own scope, and those below it.",
    },
    "uploadToken": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "As it came with the reservation of the image.",
    },
}


def generate() -> dict[str, Any]:
    """OpenAPI 3.1."""
    document = openapi_document(
        app,
        title="Pixelflare",
        description="A self-hosted image CDN: upload once, serve every size and format.",
        servers=[{"url": "/api"}],
        security_schemes=SECURITY_SCHEMES,
        accepted={BEARER: ["accessToken", "apiKey"], UPLOAD_TOKEN: ["uploadToken"]},
    )
    for path, operations in document["paths"].items():
        if path.startswith("/_"):  # beside /api, not below it
            operations["servers"] = [{"url": "/"}]
    return document


def _text() -> str:
    return json.dumps(generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if DOCUMENT.read_text() == _text() else "schema/openapi.json is stale: run `make openapi`")
    DOCUMENT.write_text(_text())
