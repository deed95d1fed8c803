"""Which distribution a request is for: that of the tenant whose host it names, or the standard one."""

from dataclasses import dataclass, replace

from local.distribution import Distribution
from local.distribution_tenants import DistributionTenants
from local.http_messages import Request


@dataclass(frozen=True)
class Domains:
    """`multi_tenant` is not reached by itself."""

    standard: Distribution
    multi_tenant: Distribution
    tenants: DistributionTenants

    def of(self, request: Request) -> tuple[Distribution, Request]:
        """The distribution, and the request with what its tenant says."""
        host = (request.header("host") or "").rpartition(":")[0] or request.header("host") or ""
        parameters = self.tenants.parameters_of(host.lower())
        if parameters is None:
            return self.standard, request
        return self.multi_tenant, replace(request, tenant=parameters)
