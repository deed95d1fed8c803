"""/v1/webhooks: addresses that are told of events."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import AWebhookId
from functions.api.services import ApiCall, Services
from pixelflare import accounts, webhooks
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.limits import PRO_WEBHOOKS
from schema.pages import Page
from schema.webhooks import WEBHOOKS_OF_PLAN, ChangeWebhook, CreateWebhook, NewWebhook, WebhookResource

routes: Routes[Services] = Routes("/v1/webhooks", tag="webhooks")


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List webhooks",
    description="The oldest first, all of them. Secrets are never shown again.",
    responses=answers(HTTPStatus.OK, "All webhooks"),
    operation_id="listWebhooks",
)
def list_webhooks(call: ApiCall) -> Page[WebhookResource]:
    return Page[WebhookResource](data=webhooks.list_webhooks(call.owner, webhooks=call.services.webhooks))


@routes.post(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("create", "webhook", id_field="webhook_id"),
    body=JSON_BODY,
    summary="Create a webhook",
    description="Events that happen from now on are sent there, signed as [Standard Webhooks](https://www.standardwebhooks.com/) "
    "says. `secret` is shown only this once. The address must be https and in the public Internet; that is checked now and at each "
    "request.",
    responses=answers(
        HTTPStatus.CREATED,
        "The webhook, with its secret this once",
        HTTPStatus.CONFLICT,
        HTTPStatus.FAILED_DEPENDENCY,
    ),
    operation_id="createWebhook",
)
def create_webhook(call: ApiCall, request: CreateWebhook) -> Response[NewWebhook]:
    call.audit_detail(events=list(request.events))
    services = call.services
    made = webhooks.create_webhook(
        call.owner,
        request,
        webhooks=services.webhooks,
        outgoing=services.outgoing,
        most=_most(call),
        now=call.now,
    )
    return tagged(made, made.version, status=HTTPStatus.CREATED)


@routes.get(
    "/<webhook_id>",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Get a webhook",
    description="Its address, its events, and since when nothing has reached it.",
    responses=answers(HTTPStatus.OK, "The webhook, without its secret", HTTPStatus.NOT_FOUND),
    operation_id="showWebhook",
)
def show_webhook(call: ApiCall, webhook_id: AWebhookId) -> Response[WebhookResource]:
    webhook = webhooks.get_webhook(call.owner, webhook_id, webhooks=call.services.webhooks)
    return tagged(webhooks.webhook_resource(webhook), webhook.version)


@routes.patch(
    "/<webhook_id>",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "webhook", id_parameter="webhook_id"),
    body=JSON_BODY,
    summary="Change a webhook",
    description="Only the given fields. Switching it on forgets why it was switched off.",
    responses=answers(
        HTTPStatus.OK,
        "The webhook now",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.FAILED_DEPENDENCY,
    ),
    operation_id="changeWebhook",
)
def change_webhook(call: ApiCall, webhook_id: AWebhookId, request: ChangeWebhook) -> Response[WebhookResource]:
    changed = webhooks.change_webhook(
        call.owner,
        webhook_id,
        request,
        webhooks=call.services.webhooks,
        outgoing=call.services.outgoing,
        expected_version=call.expected_version,
        now=call.now,
    )
    return tagged(changed, changed.version)


@routes.post(
    "/<webhook_id>/rotate-secret",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("rotate", "webhook", id_parameter="webhook_id"),
    body=JSON_BODY,
    summary="Give a webhook a new secret",
    description="`secret` is shown only this once. For 24 hours requests carry two signatures, of the new secret and of the one "
    "before, so a receiver can change over without losing any.",
    responses=answers(
        HTTPStatus.OK,
        "The webhook, with its new secret this once",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
    ),
    operation_id="rotateWebhookSecret",
)
def rotate_webhook_secret(call: ApiCall, webhook_id: AWebhookId) -> Response[NewWebhook]:
    rotated = webhooks.rotate_secret(
        call.owner,
        webhook_id,
        webhooks=call.services.webhooks,
        expected_version=call.expected_version,
        now=call.now,
    )
    return tagged(rotated, rotated.version)


@routes.delete(
    "/<webhook_id>",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("delete", "webhook", id_parameter="webhook_id"),
    body=JSON_BODY,
    summary="Delete a webhook",
    description="Its secret is erased, and what is on its way there is given up.",
    responses=answers(HTTPStatus.NO_CONTENT, "Deleted", HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED),
    operation_id="deleteWebhook",
)
def delete_webhook(call: ApiCall, webhook_id: AWebhookId) -> Response[None]:
    webhooks.delete_webhook(
        call.owner, webhook_id, webhooks=call.services.webhooks, expected_version=call.expected_version
    )
    return Response(HTTPStatus.NO_CONTENT)


def _most(call: ApiCall) -> int:
    """How many webhooks the caller may have."""
    if not call.services.env.plans:
        return PRO_WEBHOOKS
    return WEBHOOKS_OF_PLAN[accounts.get_user(call.owner, users=call.services.users).plan_tier]
