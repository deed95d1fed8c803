"""Sign-in by an OpenID provider of the templates, as a user pool does it with its client.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
"""

import json
import re
import secrets
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt

from local.provisioned import Provisioned

PENDING_SECONDS = 10 * 60
_SECONDS = 30
_LOOPBACK = re.compile(r"^https?://localhost(:[0-9]+)?(?=/)")


class FederationError(Exception):
    """Nobody is signed in. `code` and the message are for the client."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(frozen=True)
class Provider:
    name: str
    client_id: str
    secret: str
    issuer: str
    authorize_url: str
    token_url: str
    jwks_url: str
    scopes: str
    mapping: Mapping[str, str]
    """From the pool's attributes to claims."""
    required: tuple[str, ...]
    """The attributes without which the pool has nobody."""


@dataclass(frozen=True)
class Pending:
    provider: Provider
    query: str
    """What the client has asked for."""
    nonce: str
    until: float


class Federation:
    """`back` is the pool's own address for answers of providers."""

    def __init__(self, providers: Mapping[str, Provider], *, back: str, clock: Callable[[], float] = time.time) -> None:
        self.providers, self._back, self._clock = providers, back, clock
        self._lock = threading.Lock()
        self._pending: dict[str, Pending] = {}

    def begin(self, provider: Provider, query: str) -> str:
        """Where the provider asks who somebody is."""
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        with self._lock:
            self._pending = {known: each for known, each in self._pending.items() if each.until > self._clock()}
            self._pending[state] = Pending(provider, query, nonce, self._clock() + PENDING_SECONDS)
        asked = {
            "client_id": provider.client_id,
            "redirect_uri": self._back,
            "response_type": "code",
            "scope": provider.scopes,
            "state": state,
            "nonce": nonce,
        }
        return f"{provider.authorize_url}?{urlencode(asked)}"

    def take(self, state: str) -> Pending | None:
        with self._lock:
            found = self._pending.pop(state, None)
        return found if found and found.until > self._clock() else None

    def attributes(self, pending: Pending, told: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Who somebody is at the provider, and their attributes in the pool. Raises FederationError."""
        if "code" not in told:
            raise FederationError(told.get("error", "invalid_request"), told.get("error_description", "no code"))
        claims = self._claims(pending, told["code"])
        provider = pending.provider
        found = {attribute: claims[claim] for attribute, claim in provider.mapping.items() if claim in claims}
        lacking = [name for name in provider.required if not found.get(name)]
        if lacking:
            raise FederationError("invalid_request", f"attributes required: {lacking}")
        return str(claims["sub"]), {name: _text(value) for name, value in found.items()}

    def _claims(self, pending: Pending, code: str) -> dict[str, Any]:
        provider = pending.provider
        form = {
            "grant_type": "authorization_code",
            "client_id": provider.client_id,
            "client_secret": provider.secret,
            "code": code,
            "redirect_uri": self._back,
        }
        try:
            tokens = _asked(provider.token_url, urlencode(form).encode())
            keys = jwt.PyJWKSet.from_dict(_asked(provider.jwks_url))
            key = keys[jwt.get_unverified_header(tokens["id_token"])["kid"]]
            claims: dict[str, Any] = jwt.decode(
                tokens["id_token"],
                key,
                algorithms=["RS256"],
                audience=provider.client_id,
                issuer=provider.issuer,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (OSError, ValueError, LookupError, jwt.PyJWTError) as failed:
            raise FederationError("invalid_request", f"{provider.name} is not believed: {failed}") from failed
        if claims.get("nonce") != pending.nonce:
            raise FederationError("invalid_request", f"{provider.name} answers another question")
        return claims


def federation_of(here: Provisioned, pool: str, *, base: str) -> Federation:
    """The pool's OpenID providers, by their names."""
    found = {}
    required = _required(here, pool)
    for resource in here.resources("AWS::Cognito::UserPoolIdentityProvider"):
        if resource.properties["UserPoolId"] == pool and resource.properties["ProviderType"] == "OIDC":
            provider = _provider(resource.properties, here.host, required)
            found[provider.name] = provider
    return Federation(found, back=f"{base}/oauth2/idpresponse")


def _provider(properties: Mapping[str, Any], host: str, required: tuple[str, ...]) -> Provider:
    """Addresses of this machine have the port that is listened to."""
    details = properties["ProviderDetails"]

    def address(name: str) -> str:
        return _LOOPBACK.sub(f"http://{host}", details[name])

    return Provider(
        name=properties["ProviderName"],
        client_id=details["client_id"],
        secret=details["client_secret"],
        issuer=address("oidc_issuer"),
        authorize_url=address("authorize_url"),
        token_url=address("token_url"),
        jwks_url=address("jwks_uri"),
        scopes=details["authorize_scopes"],
        mapping=properties.get("AttributeMapping", {}),
        required=required,
    )


def _required(here: Provisioned, pool: str) -> tuple[str, ...]:
    (found,) = (each for each in here.resources("AWS::Cognito::UserPool") if each.identifier == pool)
    return tuple(each["Name"] for each in found.properties.get("Schema", []) if each.get("Required"))


def _asked(address: str, form: bytes | None = None) -> dict[str, Any]:
    """JSON of the provider. Raises OSError and ValueError."""
    with urllib.request.urlopen(address, form, timeout=_SECONDS) as answer:  # noqa: S310 - of the templates
        found = json.load(answer)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
