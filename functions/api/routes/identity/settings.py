"""/v1/settings"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare import accounts
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.identity.users import PutSettings, SettingsResource

routes: Routes[Services] = Routes("/v1/settings", tag="settings")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get your settings",
    description="Uploads follow them where a request says nothing.",
    responses=answers(HTTPStatus.OK, "The settings", HTTPStatus.NOT_FOUND),
    operation_id="showSettings",
)
def show_settings(call: ApiCall) -> Response[SettingsResource]:
    user = accounts.get_user(call.owner, users=call.services.users)
    return tagged(accounts.settings_resource(user), user.settings_version)


@routes.put(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("update", "settings"),
    body=JSON_BODY,
    summary="Replace your settings",
    description="Fields that are left out return to their defaults. Uploads follow the settings where a request says nothing. "
    "`embed_domain` is a verified custom domain of the caller when it is set.",
    responses=answers(
        HTTPStatus.OK,
        "The settings now",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.PRECONDITION_FAILED,
    ),
    operation_id="putSettings",
)
def put_settings(call: ApiCall, request: PutSettings) -> Response[SettingsResource]:
    if request.embed_domain:
        _refuse_unverified(call, request.embed_domain)
    user = accounts.put_settings(
        call.owner,
        request,
        users=call.services.users,
        expected_version=call.expected_version,
        now=call.now,
    )
    return tagged(accounts.settings_resource(user), user.settings_version)


def _refuse_unverified(call: ApiCall, host: str) -> None:
    """Raises InvalidRequest. What was set before may stay, so that the other settings can be changed."""
    from pixelflare.custom_domains import is_served

    if accounts.get_user(call.owner, users=call.services.users).settings.embed_domain == host:
        return
    if not is_served(call.owner, host, domains=call.services.domain_claims.domains):
        raise InvalidRequest("embed_domain: this is no verified domain of yours", details={"parameter": "embed_domain"})
