"""What serves host names. CloudFront's SaaS Manager does (pixelflare.aws.distribution_tenants)."""

from typing import Protocol

from pixelflare.aws.distribution_tenants import Certificate, Tenant


class CustomHostnames(Protocol):
    """Every call raises Unavailable during an outage, and ChangedMeanwhile for a tenant that is not as it was read."""

    def find(self, name: str, host: str) -> Tenant | None: ...

    def create(self, name: str, host: str, *, owner: str) -> Tenant | None:
        """Raises HostTaken and NoRoom."""

    def certificate(self, name: str) -> Certificate: ...

    def attach(self, tenant: Tenant, certificate: Certificate) -> None: ...

    def disable(self, tenant: Tenant) -> None: ...

    def delete(self, tenant: Tenant) -> None: ...
