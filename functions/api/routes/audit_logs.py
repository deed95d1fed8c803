"""/v1/audit-logs"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import AwareDatetime

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare.audit import AuditQuery
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from schema.audit import NAME_PATTERN, AuditEntry, AuditStatus
from schema.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from schema.pages import Page

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="List what was done, newest first",
    description="Every change that was asked for with good credentials, by whom, from where, and what became of it. "
    "A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of entries"),
    operation_id="listAuditLogs",
    tags=["audit"],
)
def list_audit_logs(
    since: Annotated[AwareDatetime | None, Query(alias="from", description="At this time or later")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before this time")] = None,
    action: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only this action, like `delete`")] = None,
    resource_type: Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only on these, like `image`")] = None,
    status: Annotated[AuditStatus | None, Query(description="Only what ended like this")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="How many at most")] = DEFAULT_PAGE_SIZE,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")] = None,
) -> Page[AuditEntry]:
    question = AuditQuery(caller_of(router).owner, since, until, action, resource_type, status)
    return use.audit_log().page(question, limit=limit, cursor=cursor, now=clock.now())
