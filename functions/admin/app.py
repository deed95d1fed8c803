"""What of the REST API is for operators and needs rights that the API itself has not, each file with its addresses."""

from pixelflare.entry.http import RouteFiles

ROUTE_FILES = RouteFiles(
    "functions.admin.routes",
    {
        "owners": ("/v1/admin/owners",),
        "dead_letters": (
            "/v1/admin/dead-letters",
            "/v1/admin/dead-letters/*/redrive",
            "/v1/admin/dead-letters/*/discard",
        ),
        "health": ("/v1/admin/health", "/v1/admin/failures"),
    },
)
