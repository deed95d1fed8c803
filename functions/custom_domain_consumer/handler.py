"""Consumes the queue of custom domains: one message, one look at a domain and its next step."""

from functools import cached_property
from typing import Any

from pixelflare.audit import AuditLog
from pixelflare.aws.distribution_tenants import DistributionTenants, Tenancy
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.custom_domains import DomainServices, DomainStore, Resolver, check_domain
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from schema.env.custom_domain_consumer import CustomDomainConsumerEnv
from schema.messages.custom_domains import DomainCheckRequested


class Services:
    def __init__(self, env: CustomDomainConsumerEnv) -> None:
        self.env = env
        self._parameters = Parameters(env.parameters)

    @cached_property
    def domains(self) -> DomainServices:
        return DomainServices(
            domains=DomainStore(Table(self.env.core_table)),
            dns=Resolver(self.env.dns_resolvers),
            hostnames=DistributionTenants(self._tenancy),
            queue=Queue(self.env.domain_queue_url),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
            target=self._tenancy().target,
        )

    def _tenancy(self) -> Tenancy:
        return Tenancy.read(self._parameters.value(self.env.tenancy_parameter))


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: DomainCheckRequested) -> None:
        check_domain(message, services.domains, now=clock.now())

    return consume(event, context, parse=DomainCheckRequested.model_validate_json, act=on_message)


lambda_handler = with_services(handle, lambda: Services(CustomDomainConsumerEnv.read()))
