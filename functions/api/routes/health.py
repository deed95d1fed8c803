"""/v1/health"""

from http import HTTPStatus

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import Routes, answers
from schema.health import Health

routes: Routes[Services] = Routes("/v1/health", tag="health")


@routes.get(
    "/",
    scope=None,
    cost=None,
    summary="Check the API's health",
    description="For monitors and load balancers. It needs no credentials and is not counted.",
    responses=answers(HTTPStatus.OK, "The API answers"),
    operation_id="health",
)
def health(_: ApiCall) -> Health:
    return Health(status="ok")
