"""/v1/brake: what works for everybody at the moment. /v1/admin/brake: why, and an operator's decision."""

from http import HTTPStatus

from functions.api.services import ApiCall, Services
from pixelflare.brake import report_of, resource_of
from pixelflare.entry.http import JSON_BODY, OPERATOR_TOKEN, READ, WRITE, AuditAction, Routes, answers
from schema.brake import BrakeLevel, BrakeReport, BrakeResource, BrakeState, PutBrake
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes("/v1/brake", tag="costs")
operator_routes: Routes[Services] = Routes("/v1/admin/brake", tag="operators")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get what the bill brake stops",
    description="Whether new variants are made and uploads are taken, which an installation may stop when its operator's budget "
    "is used up. The same for everybody; what it says may be a minute old.",
    responses=answers(HTTPStatus.OK, "What works"),
    operation_id="showBrake",
)
def show_brake(call: ApiCall) -> BrakeResource:
    return resource_of(call.services.brake.level(now=call.now), now=call.now)


@operator_routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="Get what the bill brake follows",
    responses=answers(HTTPStatus.OK, "Level, spending and thresholds"),
    operation_id="showBrakeReport",
)
def show_brake_report(call: ApiCall) -> BrakeReport:
    return _report(call, call.services.brake_store.find())


@operator_routes.put(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("hold_brake", "installation"),
    body=JSON_BODY,
    summary="Set the bill brake by hand",
    description="Holds for the rest of the month, whatever is spent, and takes effect within a minute. 0 releases the brake.",
    responses=answers(HTTPStatus.OK, "Level, spending and thresholds"),
    operation_id="holdBrake",
)
def hold_brake(call: ApiCall, request: PutBrake) -> BrakeReport:
    call.audit_detail(level=request.level)
    return _report(call, _held(call, BrakeLevel(request.level)))


@operator_routes.delete(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("release_brake", "installation"),
    body=JSON_BODY,
    summary="Let the bill brake follow what is spent",
    description="Takes back what was set by hand. Takes effect within a minute.",
    responses=answers(HTTPStatus.OK, "Level, spending and thresholds"),
    operation_id="releaseBrake",
)
def release_brake(call: ApiCall) -> BrakeReport:
    return _report(call, _held(call, None))


def _held(call: ApiCall, level: BrakeLevel | None) -> BrakeState:
    state = call.services.brake_control.hold(level, now=call.now)
    call.services.brake.forget()
    return state


def _report(call: ApiCall, state: BrakeState | None) -> BrakeReport:
    return report_of(state, call.services.brake_thresholds, now=call.now)
