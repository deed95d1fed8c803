"""Endpoints in the core table: a row for each, and one that all changes of an owner's pass. Secrets are sealed for owner and endpoint."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, LimitReached
from pixelflare.base.observability import logger
from pixelflare.base.sealing import seal, unseal
from pixelflare.events import EventSubscriptions
from schema.keys.core import WEBHOOK, owner_partition, webhook_key, webhook_revision_key
from schema.library.events import Subscriber
from schema.limits import PRO_WEBHOOKS, WEBHOOK_OVERLAP_SECONDS
from schema.webhooks import DisabledReason, Webhook

_Following = Callable[[Sequence[Webhook]], list[dict[str, Any]]]
_TIMES = ("created_at", "updated_at", "failing_since", "previous_secret_until")


class WebhookStore:
    """`secret` returns the installation's secret. It is called only if an endpoint's own is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret
        self._subscriptions = EventSubscriptions(table)

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
        """Raises LimitReached when the owner has so many endpoints, ChangedMeanwhile."""
        standing, following = self._standing(owner)
        if len(standing) >= most:
            raise LimitReached(f"at most {most} webhooks; delete one first")
        row = _row(owner, webhook) | {"sealed": self._seal(owner, webhook.webhook_id, own_secret)}
        self._transact([*following([*standing, webhook]), self._table.putting(row, only_if=ABSENT)])

    def change(self, owner: str, webhook: Webhook, **fields: Any) -> Webhook:
        """The changed endpoint. Raises ChangedMeanwhile when it, or another one of the owner, is not as it was read."""
        standing, following = self._standing(owner)
        changed = webhook.model_copy(update={**fields, "version": webhook.version + 1})
        others = [each for each in standing if each.webhook_id != webhook.webhook_id]
        self._transact([*following([*others, changed]), self._writing(owner, webhook, changed)])
        return changed

    def rotate(self, owner: str, webhook: Webhook, own_secret: str, *, now: datetime) -> Webhook:
        """The secret so far goes on to sign for a while. Raises ChangedMeanwhile."""
        item = self._table.get(webhook_key(owner, webhook.webhook_id), consistent=True) or {}
        until = now + timedelta(seconds=WEBHOOK_OVERLAP_SECONDS)
        changed = webhook.model_copy(
            update={"previous_secret_until": until, "updated_at": now, "version": webhook.version + 1}
        )
        secrets = {
            "sealed": self._seal(owner, webhook.webhook_id, own_secret),
            "sealed_before": item.get("sealed"),
        }
        self._transact([self._writing(owner, webhook, changed, **secrets)])
        return changed

    def forget(self, owner: str, webhook: Webhook) -> None:
        """Erases the endpoint and its secrets. Raises ChangedMeanwhile."""
        standing, following = self._standing(owner)
        others = [each for each in standing if each.webhook_id != webhook.webhook_id]
        deleting = self._table.deleting(webhook_key(owner, webhook.webhook_id), only_if=_as_read(webhook))
        self._transact([*following(others), deleting])

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
        """Whether this call has done it, with the other writes. One that has been changed meanwhile stays as it is.

        What the owner's endpoints want together stays as it was: events for this one are told to nobody.
        """
        off = {"enabled": False, "disabled_reason": reason, "updated_at": now, "version": webhook.version + 1}
        try:
            self._transact([self._writing(owner, webhook, webhook.model_copy(update=off)), *also])
        except ChangedMeanwhile:
            return False
        return True

    def _note(self, owner: str, webhook: Webhook, set_: dict[str, Any], *, only_if: Condition) -> None:
        with suppress(ConditionFailed):  # it is gone, or another delivery has noted it
            self._table.update(webhook_key(owner, webhook.webhook_id), set_=set_, only_if=only_if)

    def _standing(self, owner: str) -> tuple[list[Webhook], _Following]:
        """All endpoints, and what says how many there are next and which events they want together. The other changes of the
        owner's endpoints that come in between are noticed by its condition."""
        key = webhook_revision_key(owner)
        revision = (self._table.get(key, consistent=True) or {}).get("revision")
        as_read = Condition("#revision = :revision", {":revision": revision}) if revision else ABSENT

        def following(then: Sequence[Webhook]) -> list[dict[str, Any]]:
            kinds = {kind for each in then if each.enabled for kind in each.events}
            return [
                self._table.updating(key, set_={"revision": (revision or 0) + 1}, only_if=as_read),
                self._subscriptions.wanting(owner, Subscriber.WEBHOOKS, kinds),
            ]

        return self.all_of(owner), following

    def _writing(self, owner: str, webhook: Webhook, changed: Webhook, **secrets: str | None) -> dict[str, Any]:
        row = _row(owner, changed)
        set_ = {name: row.get(name) for name in Webhook.model_fields} | secrets
        return self._table.updating(webhook_key(owner, webhook.webhook_id), set_=set_, only_if=_as_read(webhook))

    def _transact(self, writes: Sequence[dict[str, Any]]) -> None:
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise ChangedMeanwhile("the webhooks have been changed at the same time") from refused

    def _seal(self, owner: str, webhook_id: str, own_secret: str) -> str:
        return seal(own_secret.encode(), secret=self._secret(), info=_name(owner, webhook_id))

    def _open(self, owner: str, webhook_id: str, sealed: str) -> str | None:
        opened = unseal(str(sealed), secret=self._secret(), info=_name(owner, webhook_id))
        if opened is None:
            logger.error("a webhook's secret cannot be decrypted: was it sealed under another secret?", owner=owner)
            return None
        return opened.decode()


def _as_read(webhook: Webhook) -> Condition:
    return Condition("#version = :version", {":version": webhook.version})


def _name(owner: str, webhook_id: str) -> bytes:
    return f"pixelflare webhook\n{owner}\n{webhook_id}".encode()


def _row(owner: str, webhook: Webhook) -> Item:
    times = {name: text_of(value) for name in _TIMES if (value := getattr(webhook, name))}
    return webhook.model_dump(mode="json", exclude_none=True) | times | webhook_key(owner, webhook.webhook_id)
