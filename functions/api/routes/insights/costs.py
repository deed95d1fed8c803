"""/v1/costs, and what all owners together cost: /v1/admin/costs"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.insights.tables import Format, answer_as, read_as_table
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import OPERATOR_TOKEN, RateCost, Routes
from schema.analytics import AnswerFormat
from schema.costs import MONTH_PATTERN, CostReceipt, CostScope
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes("/v1/costs", tag="costs")
operator_routes: Routes[Services] = Routes("/v1/admin/costs", tag="operators")

AMonth = Annotated[str | None, Query(pattern=MONTH_PATTERN, description="Like `2026-11`; the running month by default")]

COLUMNS = ("part", "group", "what", "units", "unit", "amount", "is_estimate")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=RateCost("analytics"),
    **read_as_table(
        "Get a month's receipt",
        "getCosts",
        CostReceipt,
        HTTPStatus.NOT_FOUND,
        description="What an image, an album, or all that you have costs a month at Amazon's list prices, and what the running "
        "month will have cost. Free allotments are the account's, so they are not subtracted.",
    ),
)
def get_costs(
    call: ApiCall,
    scope: Annotated[CostScope, Query(description="Of what")] = CostScope.OWNER,
    id_: Annotated[
        str | None, Query(alias="id", max_length=100, description="The image's id, or the album's slug")
    ] = None,
    month: AMonth = None,
    as_: Format = AnswerFormat.JSON,
) -> Response[CostReceipt | str]:
    if (id_ is None) is not (scope is CostScope.OWNER):
        problem = "takes no id" if scope is CostScope.OWNER else "needs an id"
        raise InvalidRequest(f"the scope {scope.value} {problem}", details={"parameter": "id"})
    receipt = _receipt(call, scope, id_ or call.owner, month or f"{call.now:%Y-%m}")
    return answer_as(as_, receipt, rows=receipt.lines, columns=COLUMNS, file=f"costs-{receipt.month}")


def _receipt(call: ApiCall, scope: CostScope, id_: str, month: str) -> CostReceipt:
    costs = call.services.costs
    if scope is CostScope.OWNER:
        return costs.owner(call.owner, month, now=call.now)
    of = costs.image if scope is CostScope.IMAGE else costs.album
    return of(call.owner, id_, month, now=call.now)


@operator_routes.get(
    "/",
    scope=Scope.ADMIN,
    credentials=OPERATOR_TOKEN,
    cost=RateCost("analytics"),
    **read_as_table(
        "Get the installation's receipt",
        "getInstallationCosts",
        CostReceipt,
        description="What all owners together cost in a month: the sum of their receipts, and of requests for owners that do "
        "not exist.",
    ),
)
def get_installation_costs(
    call: ApiCall, month: AMonth = None, as_: Format = AnswerFormat.JSON
) -> Response[CostReceipt | str]:
    receipt = call.services.costs.installation(month or f"{call.now:%Y-%m}", now=call.now)
    return answer_as(as_, receipt, rows=receipt.lines, columns=COLUMNS, file=f"installation-costs-{receipt.month}")
