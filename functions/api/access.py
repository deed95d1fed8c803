"""What each request of the API needs, and what it does: tables by method and path."""

from pixelflare.entry.auditing import Deed
from pixelflare.entry.request import Request
from schema.identity.scopes import Scope
from schema.limits import MAX_DIRECT_BYTES, MAX_REQUEST_BYTES

HEALTH = "/v1/health"
OPEN_PATHS = frozenset({HEALTH, "/openapi.json"})
"""What answers without credentials."""
UPLOAD_PATH = "/v1/upload"
"""What an upload token is for: PUT of bare bytes."""
ADMIN_PATHS = frozenset({"/v1/keys", "/v1/audit-logs", "/v1/vendor-keys"})

_MEANT = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_PARTS_OF_IMAGES = {
    "restore": "restore",
    "variants": "regenerate",
    "access-token": "share",
    "sign": "sign",
    "multipart": "upload",
}
_THINGS = {
    "images": ("image", "imageId"),
    "albums": ("album", "slug"),
    "tags": ("tag", "tag"),
    "keys": ("api_key", "key_id"),
    "me": ("user", None),
    "settings": ("settings", None),
    "vendor-keys": ("vendor_key", None),
}
"""By the path's first segment: the type of resource, and where an answer that made one says its id."""


def is_open(request: Request) -> bool:
    return request.path in OPEN_PATHS


def is_upload(request: Request) -> bool:
    return request.method == "PUT" and request.path.startswith(f"{UPLOAD_PATH}/")


def scope_of(method: str, path: str) -> Scope:
    """The least that a caller must be allowed."""
    if any(path == admin or path.startswith(f"{admin}/") for admin in ADMIN_PATHS):
        return Scope.ADMIN
    return Scope.READ if method in ("GET", "HEAD") else Scope.WRITE


def scope_needed(request: Request) -> Scope:
    return scope_of(request.method, request.path)


def largest_body(request: Request) -> int:
    return MAX_DIRECT_BYTES if is_upload(request) else MAX_REQUEST_BYTES


def deed_of(request: Request) -> Deed:
    """What the audit log calls this change."""
    if is_upload(request):
        return Deed("upload", "image", request.path.rpartition("/")[2])
    collection, *rest = request.path.removeprefix("/v1/").split("/")
    kind, id_field = _THINGS.get(collection, ("other", None))
    meant = _MEANT.get(request.method, "other")
    if kind == "user" and rest:
        return Deed("rotate", "signing_key")
    if kind == "image" and rest == ["bulk"]:
        return Deed("bulk", kind)
    if kind == "image" and len(rest) > 1:
        tagging = {"PUT": "tag", "DELETE": "untag"}.get(request.method, meant)
        return Deed(tagging if rest[1] == "tags" else _PARTS_OF_IMAGES.get(rest[1], meant), kind, rest[0])
    return Deed(meant, kind, rest[0] if rest and rest[0] else None, id_field)
