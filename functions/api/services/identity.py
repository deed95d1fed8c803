"""Who calls, what they may do, and what they use."""

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from functions.api.services.foundation import Foundation
from pixelflare.accounts import AddressKeys, Deletions, HandleStore, LinkStore, UserStore, VendorKeys
from pixelflare.api_keys import ApiKeyStore, KeyRing
from pixelflare.aws.queues import Queue
from pixelflare.aws.user_pool import UserPool
from pixelflare.identity import Logins, TokenVerifier

if TYPE_CHECKING:
    from pixelflare.aws.queues import Queue
    from pixelflare.backups import BackupKeys, BackupRuns, BackupSettings, BackupStates, RestoreJobs
    from pixelflare.custom_domains import ClaimServices
    from pixelflare.notices import Switchboard, Unsubscription
    from pixelflare.usage import Admissions, OwnerControls, UsageCounters
    from pixelflare.webhooks import DeliveryLog, WebhookStore


class IdentityServices(Foundation):
    @cached_property
    def users(self) -> UserStore:
        return UserStore(self._core)

    @cached_property
    def deletions(self) -> Deletions:
        return Deletions(self._core)

    @cached_property
    def handles(self) -> HandleStore:
        return HandleStore(self._core)

    @cached_property
    def links(self) -> LinkStore:
        return LinkStore(self._core)

    @cached_property
    def logins(self) -> Logins:
        return Logins(
            self.users, links=self.links, pepper=lambda: self.parameters.secret(self.env.owner_pepper_parameter)
        )

    @cached_property
    def api_keys(self) -> ApiKeyStore:
        return ApiKeyStore(self._core)

    @cached_property
    def key_ring(self) -> KeyRing:
        return KeyRing(self.api_keys, pepper=self.api_key_pepper)

    @cached_property
    def token_verifier(self) -> TokenVerifier:
        pool = self.user_pool
        return TokenVerifier(issuer=pool.issuer, client_id=self.env.user_pool_client_id, keys=pool)

    @cached_property
    def user_pool(self) -> UserPool:
        return UserPool(self.env.user_pool_id)

    def api_key_pepper(self) -> bytes:
        return self.parameters.secret(self.env.api_key_pepper_parameter)

    @cached_property
    def usage_counters(self) -> "UsageCounters":
        from pixelflare.usage import UsageCounters

        return UsageCounters(self._core)

    @cached_property
    def admissions(self) -> "Admissions":
        from pixelflare.usage import Admissions

        return Admissions(self._core, users=self.users, audit=self.audit_log, are_on=self.env.plans)

    @cached_property
    def owners(self) -> "OwnerControls":
        from pixelflare.usage import OwnerControls

        return OwnerControls(self._core, audit=self.audit_log)

    @cached_property
    def address_keys(self) -> AddressKeys:
        return AddressKeys(self._core, secret=self._address_secret)

    @cached_property
    def vendor_keys(self) -> VendorKeys:
        return VendorKeys(self._core, secret=self._address_secret)

    @cached_property
    def backup_settings(self) -> "BackupSettings":
        from pixelflare.backups import BackupSettings

        return BackupSettings(self._core, secret=self._address_secret)

    @cached_property
    def backup_keys(self) -> "BackupKeys":
        from pixelflare.backups import BackupKeys

        return BackupKeys(self._core, secret=self._address_secret)

    @cached_property
    def backup_runs(self) -> "BackupRuns":
        from pixelflare.backups import BackupRuns

        return BackupRuns(self._core)

    @cached_property
    def domain_claims(self) -> "ClaimServices":
        from pixelflare.aws.queues import Queue
        from pixelflare.custom_domains import ClaimServices, DomainStore

        return ClaimServices(
            domains=DomainStore(self._core),
            queue=Queue(self.env.domain_queue_url),
            ours=lambda: frozenset({urlsplit(self.public_url()).hostname or "", self.domain_target()}),
            are_on=self.env.custom_domains,
        )

    def domain_target(self) -> str:
        """What CNAMEs lead to. Empty while custom domains are off."""
        from pixelflare.aws.distribution_tenants import Tenancy

        if not self.env.custom_domains:
            return ""
        return Tenancy.read(self.parameters.value(self.env.tenancy_parameter)).target

    @cached_property
    def backup_states(self) -> "BackupStates":
        from pixelflare.backups import BackupStates

        return BackupStates(self.backup_settings.find)

    @cached_property
    def restore_jobs(self) -> "RestoreJobs":
        from pixelflare.backups import RestoreJobs

        return RestoreJobs(self._core, secret=self._address_secret)

    @cached_property
    def backup_queue(self) -> "Queue":
        from pixelflare.aws.queues import Queue

        return Queue(self.env.backup_queue_url)

    @cached_property
    def webhooks(self) -> "WebhookStore":
        from pixelflare.webhooks import WebhookStore

        return WebhookStore(self._core, secret=self._address_secret)

    @cached_property
    def deliveries(self) -> "DeliveryLog":
        from pixelflare.webhooks import DeliveryLog

        return DeliveryLog(self._ephemeral)

    @cached_property
    def webhook_queue(self) -> Queue:
        return Queue(self.env.webhook_queue_url)

    @cached_property
    def switchboard(self) -> "Switchboard":
        from pixelflare.notices import Switchboard

        return Switchboard(self._core)

    def unsubscription_in(self, query: str) -> "Unsubscription":
        """What the token in a query switches off. Raises Unauthorized."""
        from pixelflare.notices import read_unsubscribe_token

        (token, *_) = parse_qs(query).get("token", [""])
        return read_unsubscribe_token(token, secret=self._address_secret())

    def _address_secret(self) -> bytes:
        return self.parameters.secret(self.env.address_key_parameter)
