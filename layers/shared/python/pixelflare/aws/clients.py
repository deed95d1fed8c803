"""Low-level clients, one for each service, created on first use from one session."""

import os
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config

from schema.budgets import AWS_CONNECT_TIMEOUT, AWS_READ_TIMEOUT


@cache
def _session() -> Any:
    return botocore.session.get_session()


def use_region(name: str) -> None:
    """For an operator's step, which learns the region from a deployment. Must come before the first client."""
    _session().set_config_variable("region", name)


def wait_for(services: Iterable[str], seconds: float) -> None:
    """How long their answers may take. Must come before their first clients."""
    _PATIENCE.update(dict.fromkeys(services, seconds))


_PATIENCE: dict[str, float] = {}
_CLIENTS: dict[str, Any] = {}
_MAKING = Lock()
"""A session makes one client at a time; clients themselves may be used by many threads."""


def client(service: str) -> Any:
    """A client of the service. AWS_ENDPOINT_URL sets its address, as botocore documents it."""
    found = _CLIENTS.get(service)
    if found is None:
        with _MAKING:
            found = _CLIENTS.get(service) or _session().create_client(service, config=_config(service))
            _CLIENTS[service] = found
    return found


def client_elsewhere(service: str, **options: Any) -> Any:
    """A client of another provider, with nothing of this account's: `options` name endpoint, credentials and all else."""
    with _MAKING:
        return _session().create_client(service, **options)


def _config(service: str) -> Config:
    common: dict[str, Any] = {
        "retries": {"mode": "standard", "max_attempts": 3},
        "connect_timeout": AWS_CONNECT_TIMEOUT.total_seconds(),
        "read_timeout": _PATIENCE.get(service, AWS_READ_TIMEOUT.total_seconds()),
        "max_pool_connections": 16,
    }
    if service == "s3":
        # A custom endpoint has no wildcard DNS for buckets. AWS itself requires the bucket in the host name.
        style = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
        common |= {
            "signature_version": "s3v4",
            "s3": {"addressing_style": style, "us_east_1_regional_endpoint": "regional"},
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
    return Config(**common)


def region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def endpoint(service: str) -> str:
    """A service's address without its client, because a plain HTTPS read needs no service model."""
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{region()}.amazonaws.com"
