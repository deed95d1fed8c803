"""/v1/usage"""

from http import HTTPStatus

from functions.api.services import ApiCall, Services
from pixelflare.accounts import get_user
from pixelflare.entry.http import READ, Routes, answers
from pixelflare.usage import usage_resource
from schema.identity.scopes import Scope
from schema.usage import UsageResource

routes: Routes[Services] = Routes("/v1/usage", tag="usage")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get what you use and may use",
    description="Images, bytes, uploads of each month, and your plan. `suspended` says whether an operator has made the "
    "account read-only.",
    responses=answers(HTTPStatus.OK, "Usage and plan", HTTPStatus.NOT_FOUND),
    operation_id="showUsage",
)
def show_usage(call: ApiCall) -> UsageResource:
    return usage_of(call, call.owner)


def usage_of(call: ApiCall, owner: str) -> UsageResource:
    """Raises NotFound."""
    services = call.services
    user = get_user(owner, users=services.users)
    quota = services.admissions.quota(owner) if services.env.plans else None
    return usage_resource(user, services.usage_counters.read(owner), quota, is_enforced=services.env.plans)
