"""/_auth-check: whether credentials are good, for whoever stands in front of something of their own."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.responses import answers
from pixelflare.entry.http import caller_of

router = APIGatewayHttpRouter()


@router.get(
    "/_auth-check",
    summary="Whether the credentials are good, and whose they are",
    description="`X-Owner` and `X-Scope` say it. It lies beside /api, not below it.",
    responses=answers(HTTPStatus.NO_CONTENT, "They are"),
    operation_id="checkCredentials",
    tags=["identity"],
)
def check_credentials() -> Response[None]:
    caller = caller_of(router)
    return Response(HTTPStatus.NO_CONTENT, headers={"X-Owner": caller.owner, "X-Scope": str(caller.scope)})
