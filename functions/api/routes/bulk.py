"""/v1/images/bulk"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import out_of_time
from functions.api.responses import answers
from pixelflare.base import clock
from pixelflare.entry.http import caller_of, note
from pixelflare.library.bulk import act_on_images
from schema.library.bulk import BulkAction, BulkResults

router = APIGatewayHttpRouter()


@router.post(
    "/bulk",
    summary="Do one thing to up to 100 images",
    description="Each image has its own outcome, in the order asked: `status` is what a request for it alone would have "
    "answered. All actions may be repeated. Moving all images out of an album empties it, so that it can be deleted. "
    "Counts as one write for every ten images.",
    responses=answers(HTTPStatus.OK, "What became of each image"),
    operation_id="actOnImages",
    tags=["images"],
)
def act_on_many(request: Annotated[BulkAction, Body(discriminator="action")]) -> BulkResults:
    # Before anything is done: the log has to name the images also when the request ends in a failure of ours.
    note(router, **{name: value for name, value in request if name != "ids"}, image_ids=request.ids)
    found = act_on_images(
        caller_of(router).owner, request, use.bulk_library(), out_of_time=out_of_time(router), now=clock.now()
    )
    note(router, refused=[f"{each.id} {each.error.code}" for each in found if each.error])
    return BulkResults(results=found)
