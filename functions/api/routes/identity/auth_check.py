"""/_auth-check: whether credentials are valid, for services that stand in front of something of their own."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import READ, Routes, answers
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes(tag="identity")


@routes.get(
    "/_auth-check",
    scope=Scope.READ,
    cost=READ,
    summary="Verify credentials",
    description="The headers `X-Owner` and `X-Scope` name the caller. The path is `/_auth-check`, not below `/api`.",
    responses=answers(HTTPStatus.NO_CONTENT, "The credentials are valid"),
    operation_id="checkCredentials",
)
def check_credentials(call: ApiCall) -> Response[None]:
    return Response(HTTPStatus.NO_CONTENT, headers={"X-Owner": call.owner, "X-Scope": str(call.caller.scope)})
