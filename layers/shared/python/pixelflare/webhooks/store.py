"""Endpoints in the core table: a row for each, and one that counts them. Secrets are sealed for owner and endpoint."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, LimitReached, NotFound
from pixelflare.base.observability import logger
from pixelflare.base.sealing import seal, unseal
from schema.keys.core import WEBHOOK, owner_partition, webhook_count_key, webhook_key
from schema.limits import PRO_WEBHOOKS, WEBHOOK_OVERLAP_SECONDS
from schema.webhooks import DisabledReason, Webhook

_TIMES = ("created_at", "updated_at", "failing_since", "previous_secret_until")


class WebhookStore:
    """`secret` returns the installation's secret. It is called only if an endpoint's own is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def find(self, owner: str, webhook_id: str) -> Webhook | None:
        item = self._table.get(webhook_key(owner, webhook_id), consistent=True)
        return Webhook.model_validate(item) if item else None

    def all_of(self, owner: str) -> list[Webhook]:
        """The oldest first."""
        below = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": WEBHOOK}
        )
        found = self._table.query(below, limit=PRO_WEBHOOKS, consistent=True)
        return [Webhook.model_validate(item) for item in found.items]

    def add(self, owner: str, webhook: Webhook, own_secret: str, *, most: int) -> None:
        """Raises LimitReached when the owner has so many endpoints."""
        has_room = Condition("attribute_not_exists(#webhooks) OR #webhooks < :most", {":most": most})
        row = _row(owner, webhook) | {"sealed": self._seal(owner, webhook.webhook_id, own_secret)}
        try:
            self._table.transact(
                [
                    self._table.updating(webhook_count_key(owner), add={"webhooks": 1}, only_if=has_room),
                    self._table.putting(row, only_if=ABSENT),
                ]
            )
        except TransactionRefused as refused:
            raise LimitReached(f"at most {most} webhooks; delete one first") from refused

    def change(self, owner: str, webhook: Webhook, fields: Mapping[str, Any], *, now: datetime) -> Webhook:
        """Raises ChangedMeanwhile when it is not as it was read."""
        set_ = dict(fields) | {"updated_at": text_of(now), "version": webhook.version + 1}
        return self._update(owner, webhook, set_)

    def rotate(self, owner: str, webhook: Webhook, own_secret: str, *, now: datetime) -> Webhook:
        """The secret so far goes on to sign for a while. Raises ChangedMeanwhile."""
        key = webhook_key(owner, webhook.webhook_id)
        item = self._table.get(key, consistent=True) or {}
        set_ = {
            "sealed": self._seal(owner, webhook.webhook_id, own_secret),
            "sealed_before": item.get("sealed"),
            "previous_secret_until": text_of(now + timedelta(seconds=WEBHOOK_OVERLAP_SECONDS)),
            "updated_at": text_of(now),
            "version": webhook.version + 1,
        }
        return self._update(owner, webhook, set_)

    def forget(self, owner: str, webhook: Webhook) -> None:
        """Erases the endpoint and its secrets. Raises NotFound when another request has."""
        try:
            self._table.transact(
                [
                    self._table.updating(webhook_count_key(owner), add={"webhooks": -1}),
                    self._table.deleting(webhook_key(owner, webhook.webhook_id), only_if=PRESENT),
                ]
            )
        except TransactionRefused as refused:
            raise NotFound(f"no webhook {webhook.webhook_id}") from refused

    def keys_of(self, owner: str, webhook: Webhook, *, now: datetime) -> list[str]:
        """The secrets that sign at this time, the latest first. Empty for those of another installation's secret."""
        item = self._table.get(webhook_key(owner, webhook.webhook_id), consistent=True) or {}
        overlaps = webhook.previous_secret_until is not None and now < webhook.previous_secret_until
        names = ("sealed", "sealed_before") if overlaps else ("sealed",)
        opened = [self._open(owner, webhook.webhook_id, item[name]) for name in names if name in item]
        return [each for each in opened if each]

    def note_success(self, owner: str, webhook: Webhook) -> None:
        if webhook.failing_since is not None:
            self._note(owner, webhook, {"failing_since": None}, only_if=PRESENT)

    def note_failure(self, owner: str, webhook: Webhook, *, now: datetime) -> None:
        if webhook.failing_since is None:
            first = Condition("attribute_exists(#pk) AND attribute_not_exists(#failing_since)")
            self._note(owner, webhook, {"failing_since": text_of(now)}, only_if=first)

    def disable(
        self, owner: str, webhook: Webhook, reason: DisabledReason, *, also: Sequence[dict[str, Any]], now: datetime
    ) -> bool:
        """Whether this call has done it, with the other writes. One that has been changed meanwhile stays as it is."""
        as_read = Condition("#version = :version AND #enabled = :true", {":version": webhook.version, ":true": True})
        set_ = {
            "enabled": False,
            "disabled_reason": reason.value,
            "updated_at": text_of(now),
            "version": webhook.version + 1,
        }
        key = webhook_key(owner, webhook.webhook_id)
        try:
            self._table.transact([self._table.updating(key, set_=set_, only_if=as_read), *also])
        except TransactionRefused:
            return False
        return True

    def _note(self, owner: str, webhook: Webhook, set_: dict[str, Any], *, only_if: Condition) -> None:
        with suppress(ConditionFailed):  # it is gone, or another delivery has noted it
            self._table.update(webhook_key(owner, webhook.webhook_id), set_=set_, only_if=only_if)

    def _update(self, owner: str, webhook: Webhook, set_: dict[str, Any]) -> Webhook:
        as_read = Condition("#version = :version", {":version": webhook.version})
        try:
            item = self._table.update(webhook_key(owner, webhook.webhook_id), set_=set_, only_if=as_read)
        except ConditionFailed as failed:
            raise ChangedMeanwhile(f"webhook {webhook.webhook_id} has been changed at the same time") from failed
        return Webhook.model_validate(item)

    def _seal(self, owner: str, webhook_id: str, own_secret: str) -> str:
        return seal(own_secret.encode(), secret=self._secret(), info=_name(owner, webhook_id))

    def _open(self, owner: str, webhook_id: str, sealed: str) -> str | None:
        opened = unseal(str(sealed), secret=self._secret(), info=_name(owner, webhook_id))
        if opened is None:
            logger.error("a webhook's secret cannot be decrypted: was it sealed under another secret?", owner=owner)
            return None
        return opened.decode()


def _name(owner: str, webhook_id: str) -> bytes:
    return f"pixelflare webhook\n{owner}\n{webhook_id}".encode()


def _row(owner: str, webhook: Webhook) -> Item:
    times = {name: text_of(value) for name in _TIMES if (value := getattr(webhook, name))}
    return webhook.model_dump(mode="json", exclude_none=True) | times | webhook_key(owner, webhook.webhook_id)
