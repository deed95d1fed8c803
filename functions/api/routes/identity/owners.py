"""/v1/admin/owners: what an operator decides about an owner"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.insights.costs import COLUMNS, AMonth
from functions.api.routes.insights.tables import Format, answer_as, read_as_table
from functions.api.routes.insights.usage import usage_of
from functions.api.services import ApiCall, Services
from pixelflare.accounts import get_user
from pixelflare.entry.http import JSON_BODY, OPERATOR_TOKEN, READ, WRITE, AuditAction, RateCost, Routes, answers
from schema.analytics import AnswerFormat
from schema.costs import CostReceipt
from schema.identity.scopes import Scope
from schema.types import Owner
from schema.usage import PutPlan, PutSuspension, UsageResource

routes: Routes[Services] = Routes("/v1/admin/owners", tag="operators")

AnOwner = Annotated[Owner, Path(description="The first part of the owner's CDN paths")]


@routes.get(
    "/<owner>",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="Get what an owner uses",
    responses=answers(HTTPStatus.OK, "Usage and plan", HTTPStatus.NOT_FOUND),
    operation_id="showOwner",
)
def show_owner(call: ApiCall, owner: AnOwner) -> UsageResource:
    return usage_of(call, owner)


@routes.get(
    "/<owner>/costs",
    scope=Scope.ADMIN,
    credentials=OPERATOR_TOKEN,
    cost=RateCost("analytics"),
    **read_as_table(
        "Get an owner's receipt",
        "getOwnerCosts",
        CostReceipt,
        HTTPStatus.NOT_FOUND,
        description="What the owner sees at `/v1/costs`.",
    ),
)
def get_owner_costs(
    call: ApiCall, owner: AnOwner, month: AMonth = None, as_: Format = AnswerFormat.JSON
) -> Response[CostReceipt | str]:
    get_user(owner, users=call.services.users)
    receipt = call.services.costs.owner(owner, month or f"{call.now:%Y-%m}", now=call.now)
    return answer_as(as_, receipt, rows=receipt.lines, columns=COLUMNS, file=f"costs-{owner}-{receipt.month}")


@routes.put(
    "/<owner>/plan",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("set_plan", "owner", id_parameter="owner"),
    body=JSON_BODY,
    summary="Set an owner's plan",
    description="Takes effect at once. Limits hold where the installation has plans switched on.",
    responses=answers(HTTPStatus.OK, "Usage and plan", HTTPStatus.NOT_FOUND),
    operation_id="putPlan",
)
def put_plan(call: ApiCall, owner: AnOwner, request: PutPlan) -> UsageResource:
    call.audit_detail(plan=request.plan)
    call.services.owners.set_plan(owner, request.plan, by="PUT /v1/admin/owners", now=call.now)
    return usage_of(call, owner)


@routes.put(
    "/<owner>/suspension",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("suspend", "owner", id_parameter="owner"),
    body=JSON_BODY,
    summary="Suspend an owner",
    description="Within a minute the owner can read and change nothing, and what is still uploaded is rejected as "
    "`suspended`. Pictures stay visible.",
    responses=answers(HTTPStatus.OK, "Usage and plan", HTTPStatus.NOT_FOUND),
    operation_id="suspendOwner",
)
def suspend(call: ApiCall, owner: AnOwner, request: PutSuspension | None = None) -> UsageResource:
    call.services.owners.suspend(owner, request.reason if request else None, by="PUT /v1/admin/owners", now=call.now)
    return usage_of(call, owner)


@routes.delete(
    "/<owner>/suspension",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("resume", "owner", id_parameter="owner"),
    body=JSON_BODY,
    summary="End an owner's suspension",
    description="Takes effect within a minute.",
    responses=answers(HTTPStatus.NO_CONTENT, "Ended", HTTPStatus.NOT_FOUND),
    operation_id="resumeOwner",
)
def resume(call: ApiCall, owner: AnOwner) -> Response[None]:
    call.services.owners.resume(owner, by="DELETE /v1/admin/owners", now=call.now)
    return Response(HTTPStatus.NO_CONTENT)
