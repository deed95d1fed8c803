"""/v1/images/months: how many images there are of each month and day."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import READ, Routes, answers
from schema.identity.scopes import Scope
from schema.library.months import ImageMonths
from schema.types import Slug

routes: Routes[Services] = Routes("/v1/images", tag="images")


@routes.get(
    "/months",
    scope=Scope.READ,
    cost=READ,
    summary="Count images by month and day",
    description="The accepted images that are not in the bin, by the time of their creation in UTC, newest first. "
    "`GET /v1/images?to=` with the end of a day lists from that day on. The counts follow a change within seconds.",
    responses=answers(HTTPStatus.OK, "The counts"),
    operation_id="listImageMonths",
)
def list_image_months(
    call: ApiCall, album: Annotated[Slug | None, Query(description="Only this album")] = None
) -> ImageMonths:
    return call.services.months.of(call.owner, album=album)
