"""Tokens as Cognito issues them, signed with a key that this machine creates once and keeps."""

import base64
import hashlib
import json
import time
import uuid
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from local.files import write_whole
from local.sign_in.clients import AppClient
from local.sign_in.grants import Grant
from local.users import User

_ALGORITHM = "RS256"


class Tokens:
    """Issues and reads the tokens of one pool.

    Access tokens name the pool as their issuer, which the application's API checks. ID tokens name the address where
    clients discover this machine's sign-in: they take them from nobody else.
    """

    def __init__(self, *, issuer: str, discovered_at: str, key_file: Path) -> None:
        self.issuer = issuer
        self.discovered_at = discovered_at
        self._key = _kept_key(key_file)
        self.public_key = self._public_jwk()

    def access_token(self, grant: Grant, user: User, client: AppClient, *, origin: str) -> str:
        own: dict[str, Any] = {
            "client_id": client.client_id,
            "scope": " ".join(grant.scopes),
            "version": 2,
            "username": user.username,
        }
        own |= _groups(user)
        return self._signed(grant, user, "access", client.access_seconds, {"origin_jti": origin, **own})

    def id_token(self, grant: Grant, user: User, client: AppClient, *, access_token: str, origin: str) -> str:
        own: dict[str, Any] = {
            "iss": self.discovered_at,
            "aud": client.client_id,
            "at_hash": _half_hash(access_token),
            "origin_jti": origin,
        }
        own |= {"cognito:username": user.username, **profile(user, grant.scopes), **_groups(user)}
        if grant.nonce is not None:
            own["nonce"] = grant.nonce
        return self._signed(grant, user, "id", client.id_seconds, own)

    def read_access_token(self, token: str) -> dict[str, Any]:
        """The claims of a valid token that was issued here. Raises jwt.PyJWTError."""
        options: Any = {"require": ["exp", "iss", "sub", "token_use"], "verify_aud": False}
        key = self._key.public_key()
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=[_ALGORITHM], issuer=self.issuer, options=options)
        if claims["token_use"] != "access":  # noqa: S105 - a kind, not a token
            raise jwt.InvalidTokenError("not an access token")
        return claims

    def client_of(self, id_token: str) -> str:
        """The client that an ID token was issued to, at any time. Raises jwt.PyJWTError."""
        options: Any = {"verify_exp": False, "verify_aud": False, "require": ["aud"]}
        key = self._key.public_key()
        return str(
            jwt.decode(id_token, key, algorithms=[_ALGORITHM], issuer=self.discovered_at, options=options)["aud"]
        )

    def _signed(self, grant: Grant, user: User, use: str, seconds: int, own: dict[str, Any]) -> str:
        now = int(time.time())
        claims = {
            "sub": user.subject,
            "iss": self.issuer,
            "token_use": use,
            "auth_time": grant.auth_time,
            "iat": now,
            "exp": now + seconds,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode({**claims, **own}, self._key, algorithm=_ALGORITHM, headers={"kid": self.public_key["kid"]})

    def _public_jwk(self) -> dict[str, Any]:
        """The public key, named by its thumbprint (RFC 7638)."""
        jwk: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        named = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
        kid = _text(hashlib.sha256(named.encode()).digest())
        return {"alg": _ALGORITHM, "e": jwk["e"], "kid": kid, "kty": jwk["kty"], "n": jwk["n"], "use": "sig"}


def profile(user: User, scopes: tuple[str, ...]) -> dict[str, Any]:
    """The claims about a person that the scopes allow (OpenID Connect Core §5.4)."""
    claims: dict[str, Any] = {}
    if "email" in scopes:
        claims["email"] = user.attributes.get("email", "")
        claims["email_verified"] = user.attributes.get("email_verified") == "true"
    if "profile" in scopes:
        claims |= {n: v for n, v in user.attributes.items() if n not in ("email", "email_verified") and ":" not in n}
    return claims


def _groups(user: User) -> dict[str, Any]:
    """The claim that both tokens of a member have.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    """
    return {"cognito:groups": list(user.groups)} if user.groups else {}


def _half_hash(token: str) -> str:
    """OpenID Connect Core §3.1.3.6."""
    return _text(hashlib.sha256(token.encode()).digest()[:16])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _kept_key(path: Path) -> rsa.RSAPrivateKey:
    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        write_whole(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{path} contains no RSA key")
    return key
