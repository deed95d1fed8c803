"""/v1/admin/reports and /v1/admin/images/{id}/takedown: what an operator decides about what is shown"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from functions.api.routes.parameters import AnImageId, Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import JSON_BODY, OPERATOR_TOKEN, READ, WRITE, AuditAction, Routes, answers
from pixelflare.moderation import ReviewServices, take_down, undo_takedown
from pixelflare.reports import report_resource
from pixelflare.takedowns import decide_report
from schema.identity.scopes import Scope
from schema.library.images import Image
from schema.library.moderation_requests import TakeDown, Takedown
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.reports import DecideReport, ListedReports, ReportId, ReportResource

routes: Routes[Services] = Routes("/v1/admin", tag="operators")

AReport = Annotated[ReportId, Path(description="The report's id: rpt_ and a ULID")]
_DECIDED = answers(
    HTTPStatus.OK, "The decision", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE
)


@routes.get(
    "/reports",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="List reports",
    description="What anybody has reported by the form at `/report`: open ones, oldest first, or decided ones, newest first.",
    responses=answers(HTTPStatus.OK, "A page of reports"),
    operation_id="listReports",
)
def list_reports(
    call: ApiCall,
    state: Annotated[ListedReports, Query(description="Open or decided ones")] = ListedReports.OPEN,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[ReportResource]:
    services = call.services
    page = services.reports.page(
        is_open=state is ListedReports.OPEN, cursors=services.cursors, limit=limit, cursor=cursor
    )
    return Page(data=[report_resource(report) for report in page.data], next_cursor=page.next_cursor)


@routes.post(
    "/reports/<report_id>/decide",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("decide", "report", id_parameter="report_id"),
    body=JSON_BODY,
    summary="Decide on a report",
    description="`take_down` needs a reason. Viewers are told 451 from then on, and the owner reads the reason. `reopen` undoes "
    "a decision. Can be repeated. 503 when something may still be served: the same request again confirms when it is gone.",
    responses=_DECIDED,
    operation_id="decideReport",
)
def decide_on_report(call: ApiCall, report_id: AReport, request: DecideReport) -> ReportResource:
    services = call.services
    call.audit_detail(decision=request.decision)
    decided = decide_report(
        report_id,
        request,
        reports=services.reports,
        review=_review(call),
        sharing=services.sharing,
        now=call.now,
    )
    call.audit_detail(owner=decided.owner, subject_id=decided.subject_id)
    return report_resource(decided)


@routes.put(
    "/images/<image_id>/takedown",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("take_down", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Take an image down",
    description="Viewers are told 451 by every address, and the edge has forgotten the picture when this answers. The owner keeps "
    "it, reads the reason, and cannot undo it. Can be repeated. 503 when something may still be served.",
    responses=_DECIDED,
    operation_id="takeDownImage",
)
def take_image_down(call: ApiCall, image_id: AnImageId, request: TakeDown) -> Takedown:
    return _told(call, take_down(image_id, request.reason, _review(call), now=call.now))


@routes.delete(
    "/images/<image_id>/takedown",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("undo_takedown", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Undo an image's takedown",
    description="The image is seen again where it was seen before. Can be repeated.",
    responses=_DECIDED,
    operation_id="undoTakedown",
)
def undo(call: ApiCall, image_id: AnImageId) -> Takedown:
    return _told(call, undo_takedown(image_id, _review(call), now=call.now))


def _review(call: ApiCall) -> ReviewServices:
    return ReviewServices(call.services.moderations, call.services.library)


def _told(call: ApiCall, image: Image) -> Takedown:
    """Whose image it is, and how it stands; nothing else of it."""
    call.audit_detail(owner=image.owner)
    moderation = image.moderation
    return Takedown(
        image_id=image.image_id,
        owner=image.owner,
        is_taken_down=moderation is not None and moderation.is_taken_down,
        reason=moderation.takedown_reason if moderation else None,
    )
