"""From a delivery to its end.

Every message may come twice, late, and at the same time as another. The row in the log decides: an attempt is claimed before
it is made, and a message about an attempt that somebody has made only passes on to the next.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.audit import AuditLog, entry_of
from pixelflare.base.observability import count, logger
from pixelflare.webhooks.announce import Sender
from pixelflare.webhooks.deliveries import DeliveryLog
from pixelflare.webhooks.places import SendingPlaces
from pixelflare.webhooks.sending import Outcome, Poster, send
from pixelflare.webhooks.store import WebhookStore
from schema.budgets import SQS_LONGEST_DELAY, WEBHOOK_NO_PLACE, WEBHOOK_PAUSES
from schema.limits import WEBHOOK_FAILING_DAYS
from schema.messages.webhooks import DeliveryDue
from schema.webhooks import Delivery, DeliveryStatus, DisabledReason, Webhook

MOST_ATTEMPTS = len(WEBHOOK_PAUSES) + 1
_FAILING = timedelta(days=WEBHOOK_FAILING_DAYS)
_BY = "webhook_delivery_consumer"


@dataclass(frozen=True, kw_only=True)
class DeliveryServices:
    webhooks: WebhookStore
    deliveries: DeliveryLog
    places: SendingPlaces
    queue: Sender
    outgoing: Poster
    audit: AuditLog


def deliver(message: DeliveryDue, services: DeliveryServices, *, now: datetime) -> None:
    """Makes the attempt that the message is about, if it is time for it and nobody has made it."""
    if message.not_before and message.not_before > now:
        return _send_later(message, services, now=now)
    owner = message.owner
    if message.delivery:
        services.deliveries.add(owner, message.delivery)
    delivery = services.deliveries.find(owner, message.webhook_id, message.delivery_id)
    if delivery is None or delivery.status is not DeliveryStatus.PENDING:
        return None
    if delivery.attempts > message.attempt:
        return _go_on(owner, delivery, services, now=now)
    webhook = services.webhooks.find(owner, message.webhook_id)
    if webhook is None or not webhook.enabled:
        return _give_up(owner, delivery, services, problem="the webhook is deleted or switched off")
    with services.places.held(owner, is_failing=webhook.failing_since is not None, now=now) as has_place:
        if has_place:
            return _attempt(owner, webhook, delivery, services, now=now)
    again = message.model_copy(update={"waited": message.waited + 1})
    pause: timedelta = WEBHOOK_NO_PLACE * 2 ** min(message.waited, 10)
    services.queue.send(again, delay=min(pause, SQS_LONGEST_DELAY))
    return None


def _attempt(owner: str, webhook: Webhook, delivery: Delivery, services: DeliveryServices, *, now: datetime) -> None:
    keys = services.webhooks.keys_of(owner, webhook, now=now)
    if not keys:
        return _give_up(owner, delivery, services, problem="the webhook needs a new secret")
    pauses = (*WEBHOOK_PAUSES, timedelta())
    next_at = now + pauses[min(delivery.attempts, len(WEBHOOK_PAUSES))]
    if not services.deliveries.claim(owner, delivery, next_attempt_at=next_at, now=now):
        return None  # another run makes it, and its message passes on
    claimed = delivery.model_copy(update={"attempts": delivery.attempts + 1, "next_attempt_at": next_at})
    outcome = send(webhook, claimed, keys=keys, outgoing=services.outgoing, now=now)
    if outcome.problem is None:
        services.webhooks.note_success(owner, webhook)  # first, because nobody comes back to a delivery that is settled
        services.deliveries.settle(
            owner, claimed, **outcome.noted(), status=DeliveryStatus.DELIVERED.value, next_attempt_at=None
        )
        count("WebhookDelivered")
        return None
    return _failed(owner, webhook, claimed, outcome, services, now=now)


def _failed(
    owner: str, webhook: Webhook, delivery: Delivery, outcome: Outcome, services: DeliveryServices, *, now: datetime
) -> None:
    count("WebhookFailed")
    services.deliveries.settle(owner, delivery, **outcome.noted())
    services.webhooks.note_failure(owner, webhook, now=now)
    if outcome.is_gone:
        _disable(owner, webhook, DisabledReason.GONE, services, now=now)
        return _give_up(owner, delivery, services)
    if webhook.failing_since and now - webhook.failing_since >= _FAILING:
        _disable(owner, webhook, DisabledReason.FAILING, services, now=now)
    return _go_on(owner, delivery, services, now=now)


def _go_on(owner: str, delivery: Delivery, services: DeliveryServices, *, now: datetime) -> None:
    """To the next attempt, or to the end."""
    if delivery.attempts >= MOST_ATTEMPTS:
        return _give_up(owner, delivery, services)
    message = DeliveryDue(
        owner=owner,
        webhook_id=delivery.webhook_id,
        delivery_id=delivery.delivery_id,
        attempt=delivery.attempts,
        not_before=delivery.next_attempt_at,
    )
    return _send_later(message, services, now=now)


def _give_up(owner: str, delivery: Delivery, services: DeliveryServices, **noted: str) -> None:
    services.deliveries.settle(owner, delivery, **noted, status=DeliveryStatus.FAILED.value, next_attempt_at=None)


def _send_later(message: DeliveryDue, services: DeliveryServices, *, now: datetime) -> None:
    """In as many steps as it takes: SQS delays a message by a quarter of an hour at most."""
    wait = max(timedelta(), (message.not_before or now) - now)
    services.queue.send(message, delay=min(wait, SQS_LONGEST_DELAY))


def _disable(
    owner: str, webhook: Webhook, reason: DisabledReason, services: DeliveryServices, *, now: datetime
) -> None:
    entry = entry_of(
        "disable", "webhook", webhook.webhook_id, by=_BY, now=now, details={"reason": reason.value, "url": webhook.url}
    )
    if services.webhooks.disable(owner, webhook, reason, also=[services.audit.appending(owner, entry)], now=now):
        logger.info("webhook disabled", owner=owner, webhook_id=webhook.webhook_id, reason=reason.value)
        count("WebhookDisabled")
