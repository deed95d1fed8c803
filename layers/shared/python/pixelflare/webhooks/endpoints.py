"""Creates, lists, changes and deletes owners' endpoints."""

from datetime import datetime
from typing import Any, Protocol

from pixelflare.base.errors import NotFound
from pixelflare.base.ids import new_ulid
from pixelflare.base.optimistic import change_current
from pixelflare.webhooks.signatures import new_secret
from pixelflare.webhooks.store import WebhookStore
from schema.webhooks import ChangeWebhook, CreateWebhook, NewWebhook, Webhook, WebhookResource


class AddressCheck(Protocol):
    """The client for addresses that people name, which says whether one may be asked."""

    def check(self, address: str, *, parameter: str = "address") -> None: ...


def list_webhooks(owner: str, *, webhooks: WebhookStore) -> list[WebhookResource]:
    """The oldest first."""
    return [_resource(webhook) for webhook in webhooks.all_of(owner)]


def create_webhook(
    owner: str, request: CreateWebhook, *, webhooks: WebhookStore, outgoing: AddressCheck, most: int, now: datetime
) -> NewWebhook:
    """The endpoint with its secret, which is not shown again.

    Raises InvalidRequest for an address that may not be asked, SourceFailed for an unknown host, LimitReached.
    """
    outgoing.check(request.url, parameter="url")
    webhook = Webhook(**request.model_dump(), webhook_id=f"hook_{new_ulid(now)}", created_at=now, updated_at=now)
    secret = new_secret()
    change_current(
        lambda: None,
        lambda _: webhooks.add(owner, webhook, secret, most=most),
        expected_version=None,
        name="the webhooks",
    )
    return NewWebhook(**webhook.model_dump(), secret=secret)


def get_webhook(owner: str, webhook_id: str, *, webhooks: WebhookStore) -> Webhook:
    """Raises NotFound."""
    webhook = webhooks.find(owner, webhook_id)
    if webhook is None:
        raise NotFound(f"no webhook {webhook_id}")
    return webhook


def change_webhook(
    owner: str,
    webhook_id: str,
    request: ChangeWebhook,
    *,
    webhooks: WebhookStore,
    outgoing: AddressCheck,
    expected_version: int | None,
    now: datetime,
) -> WebhookResource:
    """Switching it on forgets why it was off. Raises NotFound, PreconditionFailed, InvalidRequest, SourceFailed."""
    fields: dict[str, Any] = request.model_dump(exclude_none=True) | {"updated_at": now}
    if request.url is not None:
        outgoing.check(request.url, parameter="url")
    if request.enabled is not None:
        fields["disabled_reason"] = None
    if request.enabled or request.url is not None:
        fields["failing_since"] = None  # a new beginning
    return _resource(
        change_current(
            lambda: get_webhook(owner, webhook_id, webhooks=webhooks),
            lambda webhook: webhooks.change(owner, webhook, **fields),
            expected_version=expected_version,
            name=f"webhook {webhook_id}",
        )
    )


def rotate_secret(
    owner: str, webhook_id: str, *, webhooks: WebhookStore, expected_version: int | None, now: datetime
) -> NewWebhook:
    """The endpoint with its new secret, which is not shown again. Raises NotFound, PreconditionFailed."""
    secret = new_secret()
    rotated = change_current(
        lambda: get_webhook(owner, webhook_id, webhooks=webhooks),
        lambda webhook: webhooks.rotate(owner, webhook, secret, now=now),
        expected_version=expected_version,
        name=f"webhook {webhook_id}",
    )
    return NewWebhook(**rotated.model_dump(), secret=secret)


def delete_webhook(owner: str, webhook_id: str, *, webhooks: WebhookStore, expected_version: int | None) -> None:
    """What is on its way there is given up. Raises NotFound, PreconditionFailed."""
    change_current(
        lambda: get_webhook(owner, webhook_id, webhooks=webhooks),
        lambda webhook: webhooks.forget(owner, webhook),
        expected_version=expected_version,
        name=f"webhook {webhook_id}",
    )


def webhook_resource(webhook: Webhook) -> WebhookResource:
    return WebhookResource.model_validate(webhook.model_dump())


_resource = webhook_resource
