"""CloudFront's distribution tenants (SaaS Manager), as far as an application uses them: states, ETags, refusals.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistributionTenant.html and its neighbours. Not played:
web ACLs, geographic restrictions, tags, certificates of one's own.
"""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from local.files import write_whole

MOST_TENANTS = 10_000
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9.-]{1,126}[a-zA-Z0-9]")
_LONGEST_PARAMETER = 256
_DEPLOYED, _IN_PROGRESS = "Deployed", "InProgress"
Members = dict[str, Any]


class RefusedError(Exception):
    """CloudFront's own refusal."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class DistributionTenants:
    """All tenants of an account. A change is deployed after `seconds`, and a certificate issued after as long again."""

    def __init__(
        self,
        *,
        file: Path | None = None,
        seconds: float = 2.0,
        limit: int = MOST_TENANTS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`file` keeps them over a restart."""
        self.elsewhere: set[str] = set()
        """Host names that other accounts have."""
        self.refused: dict[str, str] = {}
        """What becomes of a host's certificate in place of `issued`."""
        self.limit = limit
        self._seconds = seconds
        self._clock = clock
        self._file = file
        self._lock = threading.Lock()
        self._tenants: dict[str, Members] = json.loads(file.read_text()) if file and file.exists() else {}

    def parameters_of(self, host: str) -> Mapping[str, str] | None:
        """What the edge function is told of the tenant that serves a host; None if none does."""
        with self._lock:
            for tenant in self._tenants.values():
                if host in tenant["hosts"] and self._is_active(tenant):
                    return dict(tenant["parameters"])
        return None

    def call(self, operation: str, asked: Members) -> tuple[Members, str | None]:
        """The answer's members, and its ETag. Raises RefusedError."""
        with self._lock:
            answer: tuple[Members, str | None] = getattr(self, f"_{_snake(operation)}")(asked)
            if operation.startswith(("Create", "Update", "Delete")):
                self._keep()
            return answer

    def _create_distribution_tenant(self, asked: Members) -> tuple[Members, str | None]:
        name, hosts = asked["Name"], [each["Domain"].lower() for each in asked["Domains"]]
        if not _NAME.fullmatch(name) or not hosts:
            raise RefusedError(400, "InvalidArgument", "The name or the domains are not valid.")
        if any(len(each["Value"]) > _LONGEST_PARAMETER for each in asked.get("Parameters", [])):
            raise RefusedError(400, "InvalidArgument", "A parameter's value is too long.")
        if any(tenant["name"] == name for tenant in self._tenants.values()):
            raise RefusedError(409, "EntityAlreadyExists", "A tenant of this name exists.")
        self._refuse_taken(hosts)
        if len(self._tenants) >= self.limit:
            raise RefusedError(400, "EntityLimitExceeded", "The account has as many tenants as its quota allows.")
        tenant: Members = {
            "id": f"dt_{uuid.uuid4().hex[:22]}",
            "name": name,
            "hosts": hosts,
            "distribution": asked["DistributionId"],
            "group": asked.get("ConnectionGroupId"),
            "parameters": {each["Name"]: each["Value"] for each in asked.get("Parameters", [])},
            "enabled": asked.get("Enabled", True),
            "certificate": None,
            "requested": self._clock() if "ManagedCertificateRequest" in asked else None,
        }
        self._tenants[tenant["id"]] = tenant
        self._touch(tenant)
        return self._shown(tenant)

    def _get_distribution_tenant(self, asked: Members) -> tuple[Members, str | None]:
        return self._shown(self._named(asked["Identifier"]))

    def _update_distribution_tenant(self, asked: Members) -> tuple[Members, str | None]:
        tenant = self._named(asked["Id"])
        self._check(tenant, asked)
        certificate = asked.get("Customizations", {}).get("Certificate", {}).get("Arn")
        if certificate is not None:
            if certificate != _arn_of_certificate(tenant) or self._certificate_status(tenant) != "issued":
                raise RefusedError(400, "InvalidArgument", "The certificate is not issued.")
            tenant["certificate"] = certificate
        tenant["enabled"] = asked.get("Enabled", tenant["enabled"])
        self._touch(tenant)
        return self._shown(tenant)

    def _delete_distribution_tenant(self, asked: Members) -> tuple[Members, str | None]:
        tenant = self._named(asked["Id"])
        self._check(tenant, asked)
        if tenant["enabled"] or self._status(tenant) != _DEPLOYED:
            raise RefusedError(409, "ResourceNotDisabled", "The tenant is not disabled, or not everywhere yet.")
        del self._tenants[tenant["id"]]
        return {}, None

    def _get_managed_certificate_details(self, asked: Members) -> tuple[Members, str | None]:
        tenant = self._named(asked["Identifier"])
        if tenant["requested"] is None:
            raise RefusedError(404, "EntityNotFound", "No certificate was requested.")
        details = {
            "CertificateArn": _arn_of_certificate(tenant),
            "CertificateStatus": self._certificate_status(tenant),
            "ValidationTokenHost": "cloudfront",
        }
        return {"ManagedCertificateDetails": details}, None

    def _refuse_taken(self, hosts: list[str]) -> None:
        taken = self.elsewhere.union(*(tenant["hosts"] for tenant in self._tenants.values()))
        if taken & set(hosts):
            raise RefusedError(409, "CNAMEAlreadyExists", "The domain is in use by another distribution.")

    def _named(self, identifier: str) -> Members:
        for tenant in self._tenants.values():
            if identifier in (tenant["id"], tenant["name"], _arn(tenant)):
                return tenant
        raise RefusedError(404, "EntityNotFound", "The entity was not found.")

    def _check(self, tenant: Members, asked: Members) -> None:
        if not asked.get("IfMatch"):
            raise RefusedError(400, "InvalidIfMatchVersion", "The If-Match version is missing or not valid.")
        if asked["IfMatch"] != self._etag(tenant):
            raise RefusedError(412, "PreconditionFailed", "The tenant has been changed since.")

    def _status(self, tenant: Members) -> str:
        return _DEPLOYED if self._clock() >= tenant["changed"] + self._seconds else _IN_PROGRESS

    def _certificate_status(self, tenant: Members) -> str:
        if self._clock() < tenant["requested"] + self._seconds:
            return "pending-validation"
        return self.refused.get(tenant["hosts"][0], "issued")

    def _is_active(self, tenant: Members) -> bool:
        return bool(tenant["enabled"] and tenant["certificate"] and self._status(tenant) == _DEPLOYED)

    def _etag(self, tenant: Members) -> str:
        """Another one once the certificate has another status, too."""
        certificate = self._certificate_status(tenant) if tenant["requested"] is not None else ""
        return f"E{uuid.uuid5(uuid.NAMESPACE_OID, tenant['version'] + certificate).hex[:13].upper()}"

    def _touch(self, tenant: Members) -> None:
        tenant["changed"], tenant["version"] = self._clock(), uuid.uuid4().hex

    def _keep(self) -> None:
        if self._file:
            write_whole(self._file, json.dumps(self._tenants).encode())

    def _shown(self, tenant: Members) -> tuple[Members, str | None]:
        state = "active" if self._is_active(tenant) else "inactive"
        custom = {"Customizations": {"Certificate": {"Arn": tenant["certificate"]}}} if tenant["certificate"] else {}
        shown = {
            "Id": tenant["id"],
            "DistributionId": tenant["distribution"],
            "Name": tenant["name"],
            "Arn": _arn(tenant),
            "Domains": [{"Domain": host, "Status": state} for host in tenant["hosts"]],
            "Parameters": [{"Name": name, "Value": value} for name, value in tenant["parameters"].items()],
            "ConnectionGroupId": tenant["group"],
            "Enabled": tenant["enabled"],
            "Status": self._status(tenant),
            **custom,
        }
        return {"DistributionTenant": shown}, self._etag(tenant)


def _arn(tenant: Members) -> str:
    return f"arn:aws:cloudfront::123456789012:distribution-tenant/{tenant['id']}"


def _arn_of_certificate(tenant: Members) -> str:
    name = uuid.uuid5(uuid.NAMESPACE_OID, tenant["id"])
    return f"arn:aws:acm:us-east-1:123456789012:certificate/{name}"


def _snake(operation: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
