"""/v1/audit-logs"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from functions.api.routes.insights.tables import Format
from functions.api.routes.parameters import out_of_time
from functions.api.services import ApiCall, Services
from pixelflare.audit import AuditQuery, export_entries
from pixelflare.entry.http import READ, Routes, answers
from schema.analytics import AnswerFormat
from schema.audit import ACTOR_PATTERN, NAME_PATTERN, AuditEntry, AuditStatus
from schema.identity.scopes import Scope
from schema.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/audit-logs", tag="audit")

_RESPONSES = answers(HTTPStatus.OK, "A page of entries, or a table", model=Page[AuditEntry])
_RESPONSES[int(HTTPStatus.OK)]["content"]["text/csv"] = {"schema": {"type": "string"}}


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List audit log entries",
    description="Newest first. One entry for every change that an authenticated caller requested, or that the system made: by "
    "whom, from where, and with what result. A page may be shorter than `limit` and still have a next one. `format=csv` "
    "answers as many entries as fit, and the header `X-Next-Cursor` while there are more.",
    responses=_RESPONSES,
    operation_id="listAuditLogs",
)
def list_audit_logs(
    call: ApiCall,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="At this time or later")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before this time")] = None,
    action: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only this action, like `delete`")] = None,
    resource_type: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only on these, like `image`")] = None,
    actor: Annotated[
        str | None,
        Query(pattern=ACTOR_PATTERN, description="Only by `user`, `system`, `operator`, `upload`, or an API key's id"),
    ] = None,
    status: Annotated[AuditStatus | None, Query(description="Only what ended like this")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="How many at most")] = DEFAULT_PAGE_SIZE,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")] = None,
    as_: Format = AnswerFormat.JSON,
) -> Response[Page[AuditEntry] | str]:
    question = AuditQuery(call.owner, since, until, action, resource_type, status, actor)
    log, now = call.services.audit_log, call.now
    if as_ is AnswerFormat.JSON:
        page = log.page(question, limit=limit, cursor=cursor, now=now)
        return Response(int(HTTPStatus.OK), content_type="application/json", body=page)
    table = export_entries(question, log=log, cursor=cursor, out_of_time=out_of_time(call), now=now)
    headers: dict[str, str | list[str]] = {"content-disposition": 'attachment; filename="audit-log.csv"'}
    if table.next_cursor:
        headers["x-next-cursor"] = table.next_cursor
    return Response(int(HTTPStatus.OK), content_type="text/csv; charset=utf-8", body=table.text, headers=headers)
