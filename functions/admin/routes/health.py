"""/v1/admin/health and /v1/admin/failures: how the installation is"""

from http import HTTPStatus

from functions.admin.services import AdminCall, Services
from pixelflare import administration
from pixelflare.entry.http import OPERATOR_TOKEN, READ, Routes, answers
from schema.administration import FailureList, HealthResource
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes("/v1/admin", tag="operators")


@routes.get(
    "/health",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="Get the installation's health",
    description="Alarms that ring, how long work waits, how many dead letters there are, and when schedules ran last.",
    responses=answers(HTTPStatus.OK, "How it is"),
    operation_id="showInstallationHealth",
)
def show_health(call: AdminCall) -> HealthResource:
    services = call.services
    return administration.health(services.parts, letters=services.dead_letters, now=call.now)


@routes.get(
    "/failures",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="List recent failures",
    description="Unexpected errors in the logs of all functions in the last day, newest first.",
    responses=answers(HTTPStatus.OK, "The latest"),
    operation_id="listFailures",
)
def list_failures(call: AdminCall) -> FailureList:
    return administration.recent_failures(call.services.parts, now=call.now)
