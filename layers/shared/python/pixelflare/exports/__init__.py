"""Exports: everything that an owner has here, as ZIP files, written in the background."""

from pixelflare.exports.content import Sources
from pixelflare.exports.desk import (
    ExportDesk,
    begin_export,
    cancel_export,
    export_resource,
    list_exports,
    list_parts,
)
from pixelflare.exports.settings import OtherSettings
from pixelflare.exports.store import ExportStore
from pixelflare.exports.work import ExportServices, give_up, go_on

__all__ = [
    "ExportDesk",
    "ExportServices",
    "ExportStore",
    "OtherSettings",
    "Sources",
    "begin_export",
    "cancel_export",
    "export_resource",
    "give_up",
    "go_on",
    "list_exports",
    "list_parts",
]
