"""What a client reads of us (OpenID Connect Discovery 1.0 §3, RFC 7517 §5)."""

from typing import Any

from pixelflare.github_sign_in.answers import OidcAnswer, as_json
from pixelflare.github_sign_in.services import SignInServices
from pixelflare.github_sign_in.tokens import ALGORITHM

_KEPT = {"Cache-Control": "public, max-age=300"}


def configuration(services: SignInServices) -> OidcAnswer:
    issuer = services.issuer()
    document: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks.json",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "scopes_supported": ["openid", "email", "profile"],
        "claims_supported": [
            *("sub", "iss", "aud", "iat", "exp", "nonce", "at_hash"),
            *("preferred_username", "name", "picture", "email", "email_verified"),
        ],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
    return as_json(document, headers=_KEPT)


def key_set(services: SignInServices) -> OidcAnswer:
    return as_json({"keys": [services.key().public_jwk]}, headers=_KEPT)
