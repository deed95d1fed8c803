"""`python -m docs.openapi` writes schema/openapi.json from the routes; `--check` says whether it is stale."""

import json
import sys
from pathlib import Path
from typing import Any

from functions.admin import app as admin
from functions.api import app as api
from functions.api.callers import NOTICE_TOKEN, UPLOAD_TOKEN
from pixelflare.entry.http import RouteFiles
from pixelflare.entry.http.openapi import openapi_document
from pixelflare.entry.http.policies import BEARER, OPERATOR_TOKEN, SIGNED_IN_TOKEN
from schema.identity.scopes import OPERATORS, Scope

DOCUMENT = Path("schema/openapi.json")
INFO = {
    "title": "Pixelflare",
    "version": "1.0.0",
    "description": "A self-hosted image CDN: upload once, serve every size and format.",
    "contact": {"name": "The Pixelflare contributors"},
    "license": {"name": "MIT", "identifier": "MIT"},
}
TAGS = {
    "images": "Images: reserve, upload, list, change, delete and restore them, and get their addresses.",
    "uploads": "Large files in parts.",
    "albums": "Albums, the second part of an image's path.",
    "shares": "Links that show an album to whoever has them.",
    "members": "Users of the installation who are invited to albums.",
    "shared albums": "Albums of others: invitations, pictures, and what one may add.",
    "tags": "Words by which images are found.",
    "moderation": "What a model flags or an album holds, and what people decide about it.",
    "search": "Images by their words, and by how they look.",
    "custom domains": "Host names of owners, under which their images are served.",
    "exports": "Everything that an owner has, as ZIP files.",
    "imports": "Pictures that are fetched from where they are today, in the background.",
    "backups": "The bucket that a library is backed up to.",
    "webhooks": "Addresses of programs that are told of events, and the log of what was sent.",
    "notices": "What owners are told by e-mail.",
    "keys": "API keys for programs.",
    "vendor keys": "Keys of other vendors, whose signed addresses continue to work.",
    "me": "The profile, and the key that signs addresses.",
    "settings": "What uploads follow where a request says nothing.",
    "identity": "Whether credentials are valid, for other services.",
    "analytics": "Who looked, and how often.",
    "usage": "What an owner uses and may use.",
    "features": "What this installation has switched on.",
    "operators": "What an operator decides about an owner.",
    "costs": "What images, albums and owners cost.",
    "audit": "Who changed what.",
    "health": "Whether the API answers.",
}
SCOPES = {
    Scope.READ: "Read everything except keys and the audit log.",
    Scope.WRITE: "Change what `read` reads.",
    Scope.ADMIN: "Everything, also keys and the audit log.",
}
GROUPS = {OPERATORS: "Decide about other owners."}
SECURITY_SCHEMES = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the user pool: all scopes.",
        "x-groups": GROUPS,
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "pf_…",
        "description": "An API key: its own scope, and those below it.",
        "x-scopes": SCOPES,
    },
    "uploadToken": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "As it came with the reservation of the image.",
    },
    "noticeToken": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "As it came in a notice by e-mail. It switches off one kind of them.",
    },
}


def generate() -> dict[str, Any]:
    """OpenAPI 3.1. Clients see one API, whichever of its functions answers."""
    document, more = _document(api.ROUTE_FILES), _document(admin.ROUTE_FILES)
    for path, operations in more["paths"].items():
        document["paths"][path] = document["paths"].get(path, {}) | operations
    document["components"]["schemas"] |= more["components"]["schemas"]
    for path, operations in document["paths"].items():
        if path.startswith("/_"):  # beside /api, not below it
            operations["servers"] = [{"url": "/"}]
    return document


def _document(files: RouteFiles) -> dict[str, Any]:
    return openapi_document(
        files.whole_app(),
        info=INFO,
        tags=TAGS,
        servers=[{"url": "/api"}],
        security_schemes=SECURITY_SCHEMES,
        accepted={
            BEARER: ["accessToken", "apiKey"],
            UPLOAD_TOKEN: ["uploadToken"],
            NOTICE_TOKEN: ["noticeToken"],
            OPERATOR_TOKEN: ["accessToken"],
            SIGNED_IN_TOKEN: ["accessToken"],
        },
        groups={OPERATOR_TOKEN: OPERATORS},
    )


def _text() -> str:
    return json.dumps(generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if DOCUMENT.read_text() == _text() else "schema/openapi.json is stale: run `make openapi`")
    DOCUMENT.write_text(_text())
