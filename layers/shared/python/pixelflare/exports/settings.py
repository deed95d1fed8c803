"""What an owner has set beside the profile, for an export: notices, webhooks, domains. None of it opens anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from pixelflare.custom_domains import DomainStore
from pixelflare.exports.archive import as_line
from pixelflare.notices import Switchboard
from pixelflare.webhooks import WebhookStore

_OF_WEBHOOKS = {"webhook_id", "url", "events", "description", "enabled", "created_at"}
_OF_DOMAINS = {"id", "host", "status", "created_at"}


@dataclass(frozen=True, kw_only=True)
class OtherSettings:
    notices: Switchboard
    webhooks: WebhookStore
    domains: DomainStore

    def lines(self, owner: str) -> Iterator[bytes]:
        yield as_line("notices", self.notices.find(owner).switches.model_dump(mode="json"))
        for webhook in self.webhooks.all_of(owner):
            yield as_line("webhook", webhook.model_dump(mode="json", include=_OF_WEBHOOKS))
        for domain in self.domains.all_of(owner):
            yield as_line("custom_domain", domain.model_dump(mode="json", include=_OF_DOMAINS))
