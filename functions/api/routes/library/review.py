"""/v1/review, and decisions on single images."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.library.bulk import ONE_WRITE_FOR_TEN
from functions.api.routes.parameters import AnImageId, Cursor, PageSize, out_of_time
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from pixelflare.moderation import ReviewServices, decide, decide_on_many
from schema.identity.scopes import Scope
from schema.library.bulk import BulkResults
from schema.library.image_resource import ImageResource
from schema.library.moderation import Decision, ModerationState
from schema.library.moderation_requests import DecideOnMany, ReviewedState
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/review", tag="moderation")
image_routes: Routes[Services] = Routes("/v1/images", tag="moderation")
_DECIDED = answers(
    HTTPStatus.OK,
    "The image",
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List what waits for a decision",
    description="Your held and flagged images, newest first. `state=rejected` lists those that were rejected, for an appeal. "
    "A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of images"),
    operation_id="listReview",
)
def list_review(
    call: ApiCall,
    state: Annotated[ReviewedState | None, Query(description="Only in this state")] = None,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[ImageResource]:
    services = call.services
    only = ModerationState(state) if state else None
    page = services.moderations.page(call.owner, state=only, cursors=services.cursors, limit=limit, cursor=cursor)
    return Page[ImageResource](data=[services.shown(image) for image in page.data], next_cursor=page.next_cursor)


@routes.post(
    "/",
    scope=Scope.ADMIN,
    cost=ONE_WRITE_FOR_TEN,
    audit=AuditAction("review", "image"),
    body=JSON_BODY,
    summary="Approve or reject up to 100 images",
    description="Each image has its own result, in the order of the request: `status` is what a request for that image alone "
    "would answer. Can be repeated. Counts as one write for every ten images.",
    responses=answers(HTTPStatus.OK, "The result for each image"),
    operation_id="decideOnImages",
)
def decide_on_images(call: ApiCall, request: DecideOnMany) -> BulkResults:
    # Before anything is done: the log has to name the images also when the request ends in a failure of ours.
    call.audit_detail(decision=request.decision, image_ids=request.ids)
    found = decide_on_many(
        call.owner,
        request,
        ReviewServices(call.services.moderations, call.services.bulk_library),
        actor=call.caller.actor,
        out_of_time=out_of_time(call),
        now=call.now,
    )
    call.audit_detail(refused=[f"{each.id} {each.error.code}" for each in found if each.error])
    return BulkResults(results=found)


@image_routes.post(
    "/<image_id>/approve",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("approve", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Approve an image",
    description="Viewers see it where and as its record says, and no later verdict of a model changes that. Also for one that "
    "was rejected. 409 NOT_READY for an image without bytes.",
    responses=_DECIDED,
    operation_id="approveImage",
)
def approve_image(call: ApiCall, image_id: AnImageId) -> Response[ImageResource]:
    return _decide(call, image_id, Decision.APPROVE)


@image_routes.post(
    "/<image_id>/reject",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("reject", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Reject an image",
    description="Nobody gets anything of it, by any address, until it is approved; its owner keeps it and may delete it. When "
    "this answers, the edge has forgotten it. 503 when something may still be served: the same request again confirms when "
    "it is gone everywhere. 409 NOT_READY for an image without bytes.",
    responses=_DECIDED,
    operation_id="rejectImage",
)
def reject_image(call: ApiCall, image_id: AnImageId) -> Response[ImageResource]:
    return _decide(call, image_id, Decision.REJECT)


def _decide(call: ApiCall, image_id: str, decision: Decision) -> Response[ImageResource]:
    image = decide(
        call.owner,
        image_id,
        decision,
        ReviewServices(call.services.moderations, call.services.library),
        actor=call.caller.actor,
        expected_version=call.expected_version,
        now=call.now,
    )
    return tagged(call.services.shown(image), image.version)
