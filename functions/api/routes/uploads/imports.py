"""/v1/imports: many pictures from where they are today."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.parameters import Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, RateCost, Routes, answers
from pixelflare.imports import begin_import, cancel_import, import_resource, list_imports, list_items, retry_import
from schema.identity.scopes import Scope
from schema.library.imports import CreateImport, ImportItemResource, ImportResource
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.types import ImportId

routes: Routes[Services] = Routes("/v1/imports", tag="imports")

AnImport = Annotated[ImportId, Path(description="The import's id: imp_ and a ULID")]


@routes.post(
    "/",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    is_braked=True,
    audit=AuditAction("create", "import", id_field="id"),
    body=JSON_BODY,
    summary="Import pictures",
    description="From a list of addresses, a bucket, or the library of Cloudinary, Cloudflare Images or ImageKit. They are fetched "
    "one after another in the background, and inspected like all uploads; together they count as one upload in the rate limit. What "
    "is in the library already is skipped. With `dry_run` nothing is fetched: the items say what would be imported. Credentials "
    "are stored encrypted, and erased when the import is cancelled or all is imported, after 30 days at the latest.",
    responses=answers(HTTPStatus.ACCEPTED, "Begun", HTTPStatus.CONFLICT),
    operation_id="createImport",
)
def create_import(call: ApiCall, request: CreateImport) -> Response[ImportResource]:
    call.audit_detail(source=request.source.kind, dry_run=request.dry_run)
    job = begin_import(call.owner, request, call.services.imports, now=call.now)
    return Response(HTTPStatus.ACCEPTED, content_type="application/json", body=import_resource(job))


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List imports",
    description="Those of the last 30 days, newest first.",
    responses=answers(HTTPStatus.OK, "A page of imports"),
    operation_id="listImports",
)
def list_of_imports(call: ApiCall, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None) -> Page[ImportResource]:
    return list_imports(call.owner, call.services.imports, limit=limit, cursor=cursor)


@routes.get(
    "/<import_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get an import",
    description="How far it has come.",
    responses=answers(HTTPStatus.OK, "The import", HTTPStatus.NOT_FOUND),
    operation_id="showImport",
)
def show_import(call: ApiCall, import_id: AnImport) -> ImportResource:
    return import_resource(call.services.imports.store.get(call.owner, import_id))


@routes.get(
    "/<import_id>/items",
    scope=Scope.READ,
    cost=READ,
    summary="List an import's pictures",
    description="What became of each picture so far, in the order of the source's list. Those that still wait are not listed.",
    responses=answers(HTTPStatus.OK, "A page of pictures", HTTPStatus.NOT_FOUND),
    operation_id="listImportItems",
)
def list_of_items(
    call: ApiCall, import_id: AnImport, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None
) -> Page[ImportItemResource]:
    return list_items(call.owner, import_id, call.services.imports, limit=limit, cursor=cursor)


@routes.post(
    "/<import_id>/cancel",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("cancel", "import", id_parameter="import_id"),
    body=JSON_BODY,
    summary="Cancel an import",
    description="No further picture is fetched, and the source's credentials are erased. What is imported stays.",
    responses=answers(HTTPStatus.OK, "Cancelled", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="cancelImport",
)
def cancel(call: ApiCall, import_id: AnImport) -> ImportResource:
    return import_resource(cancel_import(call.owner, import_id, call.services.imports, now=call.now))


@routes.post(
    "/<import_id>/retry",
    scope=Scope.WRITE,
    cost=RateCost("upload"),
    is_braked=True,
    audit=AuditAction("retry", "import", id_parameter="import_id"),
    body=JSON_BODY,
    summary="Try an import again",
    description="An import that failed goes on where it stopped. The pictures that failed are tried again.",
    responses=answers(HTTPStatus.OK, "Running", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="retryImport",
)
def retry(call: ApiCall, import_id: AnImport) -> ImportResource:
    return import_resource(retry_import(call.owner, import_id, call.services.imports, now=call.now))
