"""`python -m functions.api.openapi` writes schema/openapi.json from the routes; `--check` says whether it is stale."""

import json
import sys
from pathlib import Path
from typing import Any

from functions.api.access import OPEN_PATHS
from functions.api.handler import app

DOCUMENT = Path("schema/openapi.json")
_SECURITY = {"accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
_LIBRARYS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")


def generate() -> dict[str, Any]:
    """OpenAPI 3.1. The resolver documents its own 422; here bad input is the envelope's 400, and that is what is said."""
    document: dict[str, Any] = json.loads(
        app.get_openapi_json_schema(
            title="Pixelflare",
            version="1.0.0",
            openapi_version="3.1.0",
            description="A self-hosted image CDN: upload once, serve every size and format.",
        )
    )
    document["servers"] = [{"url": "/api"}]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"].get("204", {}).pop("content", None)
            operation["security"] = [] if path in OPEN_PATHS else [{"accessToken": []}]
            if path in OPEN_PATHS:
                operation["responses"].pop("401", None)
    for name in _LIBRARYS_OWN:
        document["components"]["schemas"].pop(name, None)
    document["components"]["securitySchemes"] = _SECURITY
    return document


def _text() -> str:
    return json.dumps(generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if DOCUMENT.read_text() == _text() else "schema/openapi.json is stale: run `make openapi`")
    DOCUMENT.write_text(_text())
