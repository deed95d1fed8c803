"""Host names on CloudFront's multi-tenant distribution (SaaS Manager), each with a certificate that CloudFront manages.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/managed-cloudfront-certificates.html
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from botocore.exceptions import ClientError

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import ChangedMeanwhile

_CHANGED = frozenset({"InvalidIfMatchVersion", "PreconditionFailed", "ResourceNotDisabled", "ResourceInUse"})
"""The tenant is not as it was read: it is read and looked at again."""


class HostTaken(Exception):
    """Another distribution, of whatever account, has the host name."""


class NoRoom(Exception):
    """The account has as many tenants as its quota allows."""


class Tenancy(NamedTuple):
    """Where tenants are made, and where their host names lead."""

    distribution_id: str
    connection_group_id: str
    target: str
    """The connection group's routing endpoint."""

    @classmethod
    def read(cls, text: str) -> Self:
        """From the parameter that the delivery stack writes."""
        return cls(*text.split())


@dataclass(frozen=True)
class Tenant:
    id: str
    etag: str
    is_enabled: bool
    is_deployed: bool
    has_host: bool
    """Whether the host name is still this tenant's."""
    is_active: bool
    """Whether viewers are served under it."""
    certificate: str | None
    """The ARN of the certificate that it uses."""


class Certificate(NamedTuple):
    arn: str
    status: str
    """`pending-validation`, `issued`, or why there is none."""


class DistributionTenants:
    """One tenant for each host, found by a name that its maker chooses."""

    def __init__(self, tenancy: Callable[[], Tenancy]) -> None:
        """`tenancy` is asked only when a tenant is made."""
        self._tenancy = tenancy

    def find(self, name: str, host: str) -> Tenant | None:
        try:
            with _translated():
                return _tenant(client("cloudfront").get_distribution_tenant(Identifier=name), host)
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFound":
                return None
            raise

    def create(self, name: str, host: str, *, owner: str) -> Tenant | None:
        """The new tenant, whose certificate CloudFront requests and validates by itself once the host leads to it.

        None if there is one of that name. Raises HostTaken, NoRoom, Unavailable.
        """
        tenancy = self._tenancy()
        try:
            with _translated():
                made = client("cloudfront").create_distribution_tenant(
                    DistributionId=tenancy.distribution_id,
                    ConnectionGroupId=tenancy.connection_group_id,
                    Name=name,
                    Domains=[{"Domain": host}],
                    Parameters=[{"Name": "owner", "Value": owner}],
                    ManagedCertificateRequest={"ValidationTokenHost": "cloudfront", "PrimaryDomainName": host},
                    Enabled=True,
                )
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityAlreadyExists":
                return None
            raise
        return _tenant(made, host)

    def certificate(self, name: str) -> Certificate:
        """The one that was requested with the tenant. Raises Unavailable."""
        with _translated():
            details = client("cloudfront").get_managed_certificate_details(Identifier=name)["ManagedCertificateDetails"]
        return Certificate(details.get("CertificateArn", ""), details["CertificateStatus"])

    def attach(self, tenant: Tenant, certificate: Certificate) -> None:
        """Serves the host with the certificate. Raises ChangedMeanwhile, HostTaken, Unavailable."""
        with _translated():
            client("cloudfront").update_distribution_tenant(
                Id=tenant.id, IfMatch=tenant.etag, Customizations={"Certificate": {"Arn": certificate.arn}}
            )

    def disable(self, tenant: Tenant) -> None:
        """Nobody is served any more, once it is deployed. Raises ChangedMeanwhile, Unavailable."""
        with _translated():
            client("cloudfront").update_distribution_tenant(Id=tenant.id, IfMatch=tenant.etag, Enabled=False)

    def delete(self, tenant: Tenant) -> None:
        """Of a disabled one. One that is gone is no error. Raises ChangedMeanwhile, Unavailable."""
        try:
            with _translated():
                client("cloudfront").delete_distribution_tenant(Id=tenant.id, IfMatch=tenant.etag)
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityNotFound":
                raise


@contextmanager
def _translated() -> Iterator[None]:
    try:
        with outages_are_unavailable("CloudFront"):
            yield
    except ClientError as error:
        match error.response["Error"]["Code"]:
            case "CNAMEAlreadyExists":
                raise HostTaken(str(error)) from error
            case "EntityLimitExceeded":
                raise NoRoom(str(error)) from error
            case code if code in _CHANGED:
                raise ChangedMeanwhile("the tenant has been changed at the same time") from error
        raise


def _tenant(answer: Any, host: str) -> Tenant:
    found = answer["DistributionTenant"]
    states = {each["Domain"]: each.get("Status") for each in found["Domains"]}
    return Tenant(
        id=found["Id"],
        etag=answer["ETag"],
        is_enabled=found["Enabled"],
        is_deployed=found["Status"] == "Deployed",
        has_host=host in states,
        is_active=states.get(host) == "active",
        certificate=found.get("Customizations", {}).get("Certificate", {}).get("Arn"),
    )
