"""/v1/webhooks/{id}/deliveries: what was sent, and sending it anew."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.routes.parameters import AWebhookId, Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare import webhooks
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.scopes import Scope
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page
from schema.webhooks import DeliveryDetails, DeliveryId, DeliveryResource

routes: Routes[Services] = Routes("/v1/webhooks", tag="webhooks")

ADeliveryId = Annotated[DeliveryId, Path(description="The delivery's id: dlv_ and a ULID")]


@routes.get(
    "/<webhook_id>/deliveries",
    scope=Scope.ADMIN,
    cost=READ,
    summary="List a webhook's deliveries",
    description="Newest first, for 30 days. `pending`: it will be tried, or tried again at `next_attempt_at`.",
    responses=answers(HTTPStatus.OK, "A page of deliveries", HTTPStatus.NOT_FOUND),
    operation_id="listDeliveries",
)
def list_deliveries(
    call: ApiCall, webhook_id: AWebhookId, limit: PageSize = DEFAULT_PAGE_SIZE, cursor: Cursor = None
) -> Page[DeliveryResource]:
    services = call.services
    webhooks.get_webhook(call.owner, webhook_id, webhooks=services.webhooks)
    return services.deliveries.page(call.owner, webhook_id, cursors=services.cursors, limit=limit, cursor=cursor)


@routes.get(
    "/<webhook_id>/deliveries/<delivery_id>",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Get a delivery",
    description="With what was sent, and the first KiB of the latest answer.",
    responses=answers(HTTPStatus.OK, "The delivery", HTTPStatus.NOT_FOUND),
    operation_id="showDelivery",
)
def show_delivery(call: ApiCall, webhook_id: AWebhookId, delivery_id: ADeliveryId) -> DeliveryDetails:
    webhooks.get_webhook(call.owner, webhook_id, webhooks=call.services.webhooks)
    return webhooks.delivery_details(call.services.deliveries.get(call.owner, webhook_id, delivery_id))


@routes.post(
    "/<webhook_id>/deliveries/<delivery_id>/replay",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("replay", "webhook", id_parameter="webhook_id"),
    body=JSON_BODY,
    summary="Send a delivery anew",
    description="The same event, with the same `webhook-id`, as a delivery of its own. It is in the log soon.",
    responses=answers(HTTPStatus.ACCEPTED, "The new delivery", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="replayDelivery",
)
def replay_delivery(call: ApiCall, webhook_id: AWebhookId, delivery_id: ADeliveryId) -> Response[DeliveryResource]:
    call.audit_detail(delivery=delivery_id)
    services = call.services
    anew = webhooks.replay(
        call.owner,
        webhook_id,
        delivery_id,
        webhooks=services.webhooks,
        deliveries=services.deliveries,
        queue=services.webhook_queue,
        now=call.now,
    )
    return Response(int(HTTPStatus.ACCEPTED), content_type="application/json", body=anew)


@routes.post(
    "/<webhook_id>/test",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("test", "webhook", id_parameter="webhook_id"),
    body=JSON_BODY,
    summary="Test a webhook",
    description="Sends an event of the type `webhook.test`, whatever the webhook asks for. The delivery is in the log soon.",
    responses=answers(HTTPStatus.ACCEPTED, "The delivery", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="testWebhook",
)
def test_webhook(call: ApiCall, webhook_id: AWebhookId) -> Response[DeliveryResource]:
    services = call.services
    delivery = webhooks.send_test(
        call.owner, webhook_id, webhooks=services.webhooks, queue=services.webhook_queue, now=call.now
    )
    return Response(int(HTTPStatus.ACCEPTED), content_type="application/json", body=delivery)
