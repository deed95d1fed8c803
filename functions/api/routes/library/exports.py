"""/v1/exports: everything that an owner has, as ZIP files."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.parameters import Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from pixelflare.exports import begin_export, cancel_export, export_resource, list_exports, list_parts
from schema.identity.scopes import Scope
from schema.library.exports import CreateExport, ExportPartResource, ExportResource
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import ExportId

routes: Routes[Services] = Routes("/v1/exports", tag="exports")

AnExport = Annotated[ExportId, Path(description="The export's id: exp_ and a ULID")]


@routes.post(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("create", "export", id_field="id"),
    body=JSON_BODY,
    is_for_closing=True,
    summary="Export everything",
    description="All your pictures, as they were uploaded, and all that is known of them, as ZIP files. They are written in the "
    "background, and kept for seven days. One export runs at a time, and one begins within 24 hours; one that has failed does not "
    "count. It works until an account is deleted, too.",
    responses=answers(HTTPStatus.ACCEPTED, "Begun", HTTPStatus.CONFLICT),
    operation_id="createExport",
)
def create_export(call: ApiCall, request: CreateExport) -> Response[ExportResource]:
    job = begin_export(call.owner, request, call.services.exports, now=call.now)
    return Response(HTTPStatus.ACCEPTED, content_type="application/json", body=export_resource(job, now=call.now))


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List exports",
    description="Those of the last 30 days, newest first.",
    responses=answers(HTTPStatus.OK, "A page of exports"),
    operation_id="listExports",
)
def list_of_exports(call: ApiCall, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[ExportResource]:
    return list_exports(call.owner, call.services.exports, limit=limit, cursor=cursor, now=call.now)


@routes.get(
    "/<export_id>",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Get an export",
    description="How far it has come.",
    responses=answers(HTTPStatus.OK, "The export", HTTPStatus.NOT_FOUND),
    operation_id="showExport",
)
def show_export(call: ApiCall, export_id: AnExport) -> ExportResource:
    return export_resource(call.services.exports.store.get(call.owner, export_id), now=call.now)


@routes.get(
    "/<export_id>/parts",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List an export's files",
    description="Those that are there by now, each with an address that works for 15 minutes without credentials. None when the export "
    "was cancelled, has failed, or is older than a week.",
    responses=answers(HTTPStatus.OK, "A page of files", HTTPStatus.NOT_FOUND),
    operation_id="listExportParts",
)
def list_of_parts(
    call: ApiCall, export_id: AnExport, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None
) -> Page[ExportPartResource]:
    return list_parts(call.owner, export_id, call.services.exports, limit=limit, cursor=cursor, now=call.now)


@routes.post(
    "/<export_id>/cancel",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("cancel", "export", id_parameter="export_id"),
    body=JSON_BODY,
    is_for_closing=True,
    summary="Cancel an export",
    description="Ends an export that is being written, and removes the files of one that is done. It still counts as the one of its "
    "24 hours.",
    responses=answers(HTTPStatus.OK, "Cancelled", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="cancelExport",
)
def cancel(call: ApiCall, export_id: AnExport) -> ExportResource:
    job = cancel_export(call.owner, export_id, call.services.exports, now=call.now)
    return export_resource(job, now=call.now)
