"""/v1/keys"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare import api_keys
from pixelflare.base import clock
from pixelflare.entry.http import caller_of, note
from pixelflare.entry.preconditions import expected_version, tagged
from schema.identity.api_keys import ApiKeyId, ApiKeyResource, CreateApiKey, NewApiKey
from schema.pages import Page

router = APIGatewayHttpRouter()

AnApiKeyId = Annotated[
    ApiKeyId, Path(description="The API key's id: what stands between pf_ and the next _, after key_")
]


@router.get(
    "/",
    summary="List API keys",
    description="Newest first: all live ones, and those that were revoked or expired last.",
    responses=answers(HTTPStatus.OK, "All API keys, without what they are used by"),
    operation_id="listApiKeys",
    tags=["keys"],
)
def list_api_keys() -> Page[ApiKeyResource]:
    found = api_keys.list_api_keys(caller_of(router).owner, keys=use.api_keys())
    return Page[ApiKeyResource](data=[api_keys.api_key_resource(key) for key in found])


@router.post(
    "/",
    summary="Make an API key",
    description="`key` is shown this once. One made with another API key is no stronger than that: in its scope, "
    "its expiry and its networks.",
    responses=answers(HTTPStatus.CREATED, "The API key, this once with its text", HTTPStatus.CONFLICT),
    operation_id="createApiKey",
    tags=["keys"],
)
def create_api_key(request: CreateApiKey) -> Response[NewApiKey]:
    note(router, **request.model_dump(mode="json", exclude={"scopes"}), scope=request.scope)
    made = api_keys.create_api_key(
        caller_of(router), request, keys=use.api_keys(), pepper=use.api_key_pepper, now=clock.now()
    )
    return tagged(made, made.version, status=HTTPStatus.CREATED)


@router.get(
    "/<key_id>",
    summary="Show an API key",
    responses=answers(HTTPStatus.OK, "The API key, without its text", HTTPStatus.NOT_FOUND),
    operation_id="showApiKey",
    tags=["keys"],
)
def show_api_key(key_id: AnApiKeyId) -> Response[ApiKeyResource]:
    key = api_keys.get_api_key(caller_of(router).owner, key_id, keys=use.api_keys())
    return tagged(api_keys.api_key_resource(key), key.version)


@router.delete(
    "/<key_id>",
    summary="Revoke an API key",
    description="It is refused everywhere within half a minute. Repeated, it changes nothing.",
    responses=answers(HTTPStatus.NO_CONTENT, "Revoked", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="revokeApiKey",
    tags=["keys"],
)
def revoke_api_key(key_id: AnApiKeyId) -> Response[None]:
    api_keys.revoke_api_key(
        caller_of(router).owner,
        key_id,
        keys=use.api_keys(),
        expected_version=expected_version(router),
        now=clock.now(),
    )
    use.key_ring().forget(key_id)
    return Response(HTTPStatus.NO_CONTENT)
