"""/v1/audit-logs"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from functions.api.services import ApiCall, Services
from pixelflare.audit import AuditQuery
from pixelflare.entry.http import READ, Routes, answers
from schema.audit import NAME_PATTERN, AuditEntry, AuditStatus
from schema.identity.scopes import Scope
from schema.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/audit-logs", tag="audit")


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List audit log entries",
    description="Newest first. One entry for every change that an authenticated caller requested: by whom, from where, and "
    "with what result. A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of entries"),
    operation_id="listAuditLogs",
)
def list_audit_logs(
    call: ApiCall,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="At this time or later")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before this time")] = None,
    action: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only this action, like `delete`")] = None,
    resource_type: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only on these, like `image`")] = None,
    status: Annotated[AuditStatus | None, Query(description="Only what ended like this")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="How many at most")] = DEFAULT_PAGE_SIZE,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")] = None,
) -> Page[AuditEntry]:
    question = AuditQuery(call.owner, since, until, action, resource_type, status)
    return call.services.audit_log.page(question, limit=limit, cursor=cursor, now=call.now)
