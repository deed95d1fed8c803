"""All files of routes of the REST API, each with its addresses: /v1/... and /openapi.json. A new file is a line here.

A file is imported when a request first asks for one of its addresses (`*` is one segment).
"""

from pixelflare.entry.http import RouteFiles

ROUTE_FILES = RouteFiles(
    "functions.api.routes",
    {
        "library.images": ("/v1/images", "/v1/images/*", "/v1/images/*/restore", "/v1/images/*/variants"),
        "library.image_tags": ("/v1/images/*/tags/*",),
        "library.bulk": ("/v1/images/bulk",),
        "library.recycle_bin": ("/v1/bin", "/v1/bin/empty"),
        "library.review": ("/v1/review", "/v1/images/*/approve", "/v1/images/*/reject"),
        "library.albums": ("/v1/albums", "/v1/albums/*"),
        "library.shares": ("/v1/albums/*/shares", "/v1/shares", "/v1/shares/*"),
        "library.tags": ("/v1/tags", "/v1/tags/*"),
        "library.search": ("/v1/search",),
        "library.similar": ("/v1/duplicates", "/v1/images/*/similar"),
        "library.months": ("/v1/images/months",),
        "library.backups": (
            "/v1/backup/config",
            "/v1/backup/test",
            "/v1/backup/status",
            "/v1/backup/sync",
            "/v1/backup/images/*",
        ),
        "library.ai": ("/v1/images/*/ai", "/v1/images/*/ai/analyze"),
        "uploads.reservations": ("/v1/images", "/v1/upload/*"),
        "uploads.direct": ("/v1/upload",),
        "uploads.from_address": ("/v1/images/from-address",),
        "uploads.imports": (
            "/v1/imports",
            "/v1/imports/*",
            "/v1/imports/*/items",
            "/v1/imports/*/cancel",
            "/v1/imports/*/retry",
        ),
        "uploads.multipart": (
            "/v1/images/*/multipart",
            "/v1/images/*/multipart/parts",
            "/v1/images/*/multipart/complete",
            "/v1/images/*/download",
        ),
        "addresses.signing": ("/v1/me/signing-key/rotate", "/v1/images/*/sign"),
        "addresses.sharing": ("/v1/images/*/access-token",),
        "addresses.embed": ("/v1/images/*/embed",),
        "addresses.explain": ("/v1/explain",),
        "addresses.vendor_keys": ("/v1/vendor-keys", "/v1/vendor-keys/*"),
        "identity.me": ("/v1/me",),
        "identity.settings": ("/v1/settings",),
        "identity.keys": ("/v1/keys", "/v1/keys/*"),
        "identity.custom_domains": ("/v1/custom-domains", "/v1/custom-domains/*", "/v1/custom-domains/*/verify"),
        "identity.auth_check": ("/_auth-check",),
        "identity.sign_in": ("/v1/sign-in",),
        "insights.audit_logs": ("/v1/audit-logs",),
        "insights.analytics": ("/v1/analytics/*", "/v1/images/*/analytics"),
        "insights.costs": ("/v1/costs", "/v1/admin/costs"),
        "insights.usage": ("/v1/usage",),
        "insights.features": ("/v1/features",),
        "identity.reports": ("/v1/admin/reports", "/v1/admin/reports/*/decide", "/v1/admin/images/*/takedown"),
        "identity.owners": ("/v1/admin/owners/*", "/v1/admin/owners/*/plan", "/v1/admin/owners/*/suspension"),
        "events.webhooks": ("/v1/webhooks", "/v1/webhooks/*", "/v1/webhooks/*/rotate-secret"),
        "events.deliveries": (
            "/v1/webhooks/*/test",
            "/v1/webhooks/*/deliveries",
            "/v1/webhooks/*/deliveries/*",
            "/v1/webhooks/*/deliveries/*/replay",
        ),
        "health": ("/v1/health",),
        "documents": ("/openapi.json",),
    },
)
