"""`python -m functions.api.openapi` writes schema/openapi.json from the routes; `--check` says whether it is stale."""

import json
import sys
from pathlib import Path
from typing import Any

from functions.api.documented import SECURITY_SCHEMES, document_frame, frame_components
from functions.api.handler import app

DOCUMENT = Path("schema/openapi.json")
_LIBRARYS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
_WITHOUT_BODY = ("204", "302", "304")


def generate() -> dict[str, Any]:
    """OpenAPI 3.1: what the routes say of themselves, and what the frame may answer in their place."""
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
        for method, operation in operations.items():
            _correct(operation)
            document_frame(method.upper(), path, operation)
    for path in document["paths"]:
        if path.startswith("/_"):  # beside /api, not below it
            document["paths"][path]["servers"] = [{"url": "/"}]
    for name in _LIBRARYS_OWN:
        document["components"]["schemas"].pop(name, None)
    document["components"] |= frame_components() | {"securitySchemes": SECURITY_SCHEMES}
    return document


def _correct(operation: dict[str, Any]) -> None:
    """The resolver documents its own 422, which here is the envelope's 400, and a body for what has none."""
    operation["responses"].pop("422", None)
    for status in _WITHOUT_BODY:
        operation["responses"].get(status, {}).pop("content", None)


def _text() -> str:
    return json.dumps(generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if DOCUMENT.read_text() == _text() else "schema/openapi.json is stale: run `make openapi`")
    DOCUMENT.write_text(_text())
