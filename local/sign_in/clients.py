"""App clients of the templates: their redirect addresses, scopes and token lifetimes."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.provisioned import Provisioned

_UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_LOOPBACK = re.compile(r"http://localhost(:[0-9]{1,5})?(?=[/?]|$)")


@dataclass(frozen=True)
class AppClient:
    client_id: str
    secret: str | None  # None: a public client, which must use PKCE
    callbacks: tuple[str, ...]
    logouts: tuple[str, ...]
    scopes: tuple[str, ...]
    gives_codes: bool
    access_seconds: int
    id_seconds: int
    refresh_seconds: int
    providers: tuple[str, ...] = ()

    def may_return_to(self, address: str) -> bool:
        return _is_registered(address, self.callbacks)

    def may_log_out_to(self, address: str) -> bool:
        return _is_registered(address, self.logouts)

    def has_secret(self, given: str | None) -> bool:
        """Whether the secret is the client's. A public client must not send any."""
        if self.secret is None or given is None:
            return self.secret is given
        return hmac.compare_digest(self.secret.encode(), given.encode())


def clients_of(here: Provisioned, pool: str, *, cognito: Any) -> dict[str, AppClient]:
    """The pool's app clients by their ids."""
    found = {}
    for app in here.resources("AWS::Cognito::UserPoolClient"):
        if app.properties["UserPoolId"] == pool:
            told = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=app.identifier)["UserPoolClient"]
            secret = told.get("ClientSecret") if app.properties.get("GenerateSecret") else None
            found[app.identifier] = _client(app.identifier, app.properties, secret)
    return found


def _client(client_id: str, properties: Mapping[str, Any], secret: str | None) -> AppClient:
    flows = properties.get("AllowedOAuthFlows", []) if properties.get("AllowedOAuthFlowsUserPoolClient") else []
    return AppClient(
        client_id=client_id,
        secret=secret,
        callbacks=tuple(properties.get("CallbackURLs", [])),
        logouts=tuple(properties.get("LogoutURLs", [])),
        scopes=tuple(properties.get("AllowedOAuthScopes", [])),
        gives_codes="code" in flows,
        access_seconds=_seconds(properties, "AccessToken", 1, "hours"),
        id_seconds=_seconds(properties, "IdToken", 1, "hours"),
        refresh_seconds=_seconds(properties, "RefreshToken", 30, "days"),
        providers=tuple(properties.get("SupportedIdentityProviders", [])),
    )


def _seconds(properties: Mapping[str, Any], token: str, default: int, unit: str) -> int:
    unit = properties.get("TokenValidityUnits", {}).get(token, unit)
    return int(properties.get(f"{token}Validity", default)) * _UNIT_SECONDS[unit]


def _is_registered(address: str, registered: tuple[str, ...]) -> bool:
    """Exact comparison, except the port of a program on this machine (RFC 8252 §7.3)."""
    return address in registered or _without_port(address) in {_without_port(each) for each in registered} - {None}


def _without_port(address: str) -> str | None:
    return _LOOPBACK.sub("http://localhost", address) if _LOOPBACK.match(address) else None
