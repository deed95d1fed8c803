"""/v1/keys"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare import api_keys
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.api_keys import ApiKeyId, ApiKeyResource, CreateApiKey, NewApiKey
from schema.identity.scopes import Scope
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/keys", tag="keys")

AnApiKeyId = Annotated[
    ApiKeyId, Path(description="The API key's id: what stands between pf_ and the next _, after key_")
]


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List API keys",
    description="Newest first: all live keys, and those that were revoked or expired last.",
    responses=answers(HTTPStatus.OK, "All API keys, without their secrets"),
    operation_id="listApiKeys",
)
def list_api_keys(call: ApiCall) -> Page[ApiKeyResource]:
    found = api_keys.list_api_keys(call.owner, keys=call.services.api_keys)
    return Page[ApiKeyResource](data=[api_keys.api_key_resource(key) for key in found])


@routes.post(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("create", "api_key", id_field="key_id"),
    body=JSON_BODY,
    summary="Create an API key",
    description="`key` is shown only this once. A key that is made with another API key is no stronger than that one: in its "
    "scope, its expiry and its networks.",
    responses=answers(HTTPStatus.CREATED, "The API key, with its secret this once", HTTPStatus.CONFLICT),
    operation_id="createApiKey",
)
def create_api_key(call: ApiCall, request: CreateApiKey) -> Response[NewApiKey]:
    call.audit_detail(**request.model_dump(mode="json", exclude={"scopes"}), scope=request.scope)
    services = call.services
    made = api_keys.create_api_key(
        call.caller, request, keys=services.api_keys, pepper=services.api_key_pepper, now=call.now
    )
    return tagged(made, made.version, status=HTTPStatus.CREATED)


@routes.get(
    "/<key_id>",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Get an API key",
    description="Its name, scopes, networks and last use. The key itself is shown once only, when it is created.",
    responses=answers(HTTPStatus.OK, "The API key, without its secret", HTTPStatus.NOT_FOUND),
    operation_id="showApiKey",
)
def show_api_key(call: ApiCall, key_id: AnApiKeyId) -> Response[ApiKeyResource]:
    key = api_keys.get_api_key(call.owner, key_id, keys=call.services.api_keys)
    return tagged(api_keys.api_key_resource(key), key.version)


@routes.delete(
    "/<key_id>",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("delete", "api_key", id_parameter="key_id"),
    body=JSON_BODY,
    summary="Revoke an API key",
    description="Within 30 seconds it is refused everywhere. Revoking it again changes nothing.",
    responses=answers(HTTPStatus.NO_CONTENT, "Revoked", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="revokeApiKey",
)
def revoke_api_key(call: ApiCall, key_id: AnApiKeyId) -> Response[None]:
    api_keys.revoke_api_key(
        call.owner,
        key_id,
        keys=call.services.api_keys,
        expected_version=call.expected_version,
        now=call.now,
    )
    call.services.key_ring.forget(key_id)
    return Response(HTTPStatus.NO_CONTENT)
