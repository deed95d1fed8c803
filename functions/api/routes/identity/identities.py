"""/v1/me/identities: what signs the account in."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare import linking
from pixelflare.entry.http import JSON_BODY, READ, SIGNED_IN_TOKEN, WRITE, AuditAction, Routes, answers
from schema.identity.identities import BegunLinking, FinishLinking, IdentityId, IdentityResource
from schema.identity.scopes import Scope
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/me/identities", tag="me")

AnIdentity = Annotated[IdentityId, Path(description="The sign-in's id in the list")]


@routes.get(
    "/",
    scope=Scope.ADMIN,
    credentials=SIGNED_IN_TOKEN,
    cost=READ,
    summary="List what signs you in",
    description="What the account was made with, and a login at GitHub that was linked to it. There is one page.",
    responses=answers(HTTPStatus.OK, "The sign-ins", HTTPStatus.NOT_FOUND),
    operation_id="listIdentities",
)
def list_identities(call: ApiCall) -> Page[IdentityResource]:
    return Page(data=linking.list_identities(call.caller, services=call.services.linking))


@routes.post(
    "/github/begin",
    scope=Scope.ADMIN,
    credentials=SIGNED_IN_TOKEN,
    cost=WRITE,
    audit=AuditAction("begin", "identity"),
    body=JSON_BODY,
    summary="Begin to link a login at GitHub",
    description="The answer has an address at GitHub for the browser, which comes back to the application with a code for "
    "`/github/finish`. Only a sign-in with what the account was made with may link: a linked login is refused.",
    responses=answers(HTTPStatus.CREATED, "Where to send the browser", HTTPStatus.CONFLICT),
    operation_id="beginLinking",
)
def begin_linking(call: ApiCall) -> Response[BegunLinking]:
    begun = linking.begin_linking(call.caller, services=call.services.linking, now=call.now)
    return Response(HTTPStatus.CREATED, body=begun)


@routes.post(
    "/github/finish",
    scope=Scope.ADMIN,
    credentials=SIGNED_IN_TOKEN,
    cost=WRITE,
    audit=AuditAction("link", "identity"),
    body=JSON_BODY,
    summary="Link the login at GitHub",
    description="From now on it signs in to this account. Only the owner who has begun it can finish it, once and within 5 minutes; "
    "otherwise 410. 409 IDENTITY_TAKEN if it signs in to another account by a link, IDENTITY_IN_USE if it has an account of "
    "its own that holds something, and LIMIT_REACHED while another login is linked. Linking the same login again changes "
    "nothing but its name.",
    responses=answers(HTTPStatus.OK, "The sign-ins now", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE),
    operation_id="finishLinking",
)
def finish_linking(call: ApiCall, request: FinishLinking) -> Page[IdentityResource]:
    services = call.services.linking
    proven = linking.finish_linking(call.caller, request.code, services=services, now=call.now)
    call.audit_detail(provider="github", github_id=proven.github_id, login=proven.login)
    return Page(data=linking.list_identities(call.caller, services=services))


@routes.delete(
    "/<identity_id>",
    scope=Scope.ADMIN,
    credentials=SIGNED_IN_TOKEN,
    cost=WRITE,
    audit=AuditAction("unlink", "identity", id_parameter="identity_id"),
    body=JSON_BODY,
    summary="Remove a sign-in",
    description="It no longer signs in to this account; who is signed in by it ends within a minute. When it signs in again, it has "
    "an account of its own. What the account was made with stays: 409 IDENTITY_NEEDED.",
    responses=answers(HTTPStatus.NO_CONTENT, "Removed", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="removeIdentity",
)
def remove_identity(call: ApiCall, identity_id: AnIdentity) -> Response[None]:
    removed = linking.remove_identity(call.caller, identity_id, services=call.services.linking)
    call.audit_detail(provider="github", github_id=removed.github_id, login=removed.login)
    return Response(HTTPStatus.NO_CONTENT)
