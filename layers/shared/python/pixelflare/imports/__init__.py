"""Imports: many pictures from another place, fetched in the background, each into the quarantine of every upload."""

from pixelflare.imports.imports import (
    ImportDesk,
    begin_import,
    cancel_import,
    import_resource,
    list_imports,
    list_items,
    retry_import,
    secret_of,
)
from pixelflare.imports.sources import ImportSource, source_of
from pixelflare.imports.store import ImportStore
from pixelflare.imports.take import TakeServices
from pixelflare.imports.work import ImportServices, give_up, go_on

__all__ = [
    "ImportDesk",
    "ImportServices",
    "ImportSource",
    "ImportStore",
    "TakeServices",
    "begin_import",
    "cancel_import",
    "give_up",
    "go_on",
    "import_resource",
    "list_imports",
    "list_items",
    "retry_import",
    "secret_of",
    "source_of",
]
