"""/v1/images/bulk"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.api.routes.parameters import out_of_time
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import JSON_BODY, AuditAction, RateCost, Routes, answers
from pixelflare.library import act_on_images
from schema.identity.scopes import Scope
from schema.library.bulk import BulkAction, BulkResults

routes: Routes[Services] = Routes("/v1/images", tag="images")

ONE_WRITE_FOR_TEN = RateCost("write", each="ids", members_per_unit=10)
"""Many images at once cost less than one after the other, so that a large library can be put in order, but not nothing."""


@routes.post(
    "/bulk",
    scope=Scope.WRITE,
    cost=ONE_WRITE_FOR_TEN,
    audit=AuditAction("bulk", "image"),
    body=JSON_BODY,
    summary="Apply one action to up to 100 images",
    description="Each image has its own result, in the order of the request: `status` is what a request for that image alone "
    "would answer. All actions may be repeated. Moving all images out of an album empties it, so that it can be deleted. "
    "Counts as one write for every ten images.",
    responses=answers(HTTPStatus.OK, "The result for each image"),
    operation_id="actOnImages",
)
def act_on_many(call: ApiCall, request: Annotated[BulkAction, Body(discriminator="action")]) -> BulkResults:
    # Before anything is done: the log has to name the images also when the request ends in a failure of ours.
    call.audit_detail(**{name: value for name, value in request if name != "ids"}, image_ids=request.ids)
    found = act_on_images(call.owner, request, call.services.bulk_library, out_of_time=out_of_time(call), now=call.now)
    call.audit_detail(refused=[f"{each.id} {each.error.code}" for each in found if each.error])
    return BulkResults(results=found)
