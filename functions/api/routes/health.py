"""/v1/health"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.responses import answers
from schema.health import Health

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="Whether the API answers",
    responses=answers(HTTPStatus.OK, "It does"),
    operation_id="health",
    security=[],
    tags=["health"],
)
def health() -> Health:
    return Health(status="ok")
