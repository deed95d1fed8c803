"""Tokens for codes and refresh tokens, user info, and revocation (RFC 6749 §4.1.3, §6, RFC 7009)."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import jwt

from local.http_messages import Request, Response
from local.sign_in.clients import AppClient
from local.sign_in.grants import Code, Codes, Grant, RefreshTokens
from local.sign_in.tokens import Tokens, profile
from local.users import User, Users

_JSON = (("content-type", "application/json;charset=UTF-8"), ("cache-control", "no-store"), ("pragma", "no-cache"))


class Refused(Exception):
    """An error of RFC 6749 §5.2."""

    def __init__(self, code: str, *, status: int = 400) -> None:
        super().__init__(code)
        self.status = status

    def response(self) -> Response:
        answer = _json({"error": str(self)}, self.status)
        return answer.adding(("www-authenticate", "Basic")) if self.status == 401 else answer


class TokenEndpoint:
    def __init__(
        self,
        *,
        clients: Mapping[str, AppClient],
        users: Users,
        tokens: Tokens,
        codes: Codes,
        refresh_tokens: RefreshTokens,
    ) -> None:
        self._clients, self._users, self._tokens = clients, users, tokens
        self._codes, self._refresh_tokens = codes, refresh_tokens

    def token(self, request: Request) -> Response:
        try:
            form = _form(request)
            client = self._client(request, form)
            if form.get("grant_type") == "authorization_code":
                return _json(self._for_code(form, client))
            if form.get("grant_type") == "refresh_token":
                return _json(self._for_refresh_token(form, client))
            raise Refused("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
        except Refused as refused:
            return refused.response()

    def revoke(self, request: Request) -> Response:
        """Ends a sign-in by its refresh token. An unknown token is ignored."""
        try:
            form = _form(request)
            client = self._client(request, form)
            if "token" not in form:
                raise Refused("invalid_request")
            if form["token"].count(".") == 2:
                raise Refused("unsupported_token_type")
            found = self._refresh_tokens.find(form["token"])
            if found and found[0].client_id != client.client_id:
                raise Refused("invalid_client", status=401)
        except Refused as refused:
            return refused.response()
        if found:
            self._refresh_tokens.revoke(found[1])
        return Response(200, (("cache-control", "no-store"), ("content-length", "0")))

    def user_info(self, request: Request) -> Response:
        scheme, _, token = (request.header("authorization") or "").partition(" ")
        try:
            claims = self._tokens.read_access_token(token.strip() if scheme.lower() == "bearer" else "")
            user = self._users.find(claims["username"])
            scopes = tuple(claims["scope"].split())
            if user is None or "openid" not in scopes or not self._refresh_tokens.counts(claims["origin_jti"]):
                raise jwt.InvalidTokenError("revoked, or not for this")
        except (jwt.PyJWTError, LookupError):
            refusal = _json({"error": "invalid_token"}, 401)
            return refusal.adding(("www-authenticate", 'Bearer error="invalid_token"'))
        told = profile(user, scopes)
        told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in told.items()}
        return _json({"sub": user.subject, "username": user.username, **told})

    def _for_code(self, form: Mapping[str, str], client: AppClient) -> dict[str, Any]:
        text = form.get("code", "")
        code = self._codes.take(text)
        if code is None:
            if origin := self._codes.origin(text):  # used before: perhaps by somebody who stole it
                self._refresh_tokens.revoke(origin)
            raise Refused("invalid_grant")
        if code.grant.client_id != client.client_id or code.redirect_uri != form.get("redirect_uri"):
            raise Refused("invalid_grant")
        if not _proves(form.get("code_verifier"), code):
            raise Refused("invalid_grant")
        user = self._user(code.grant)
        token, origin = self._refresh_tokens.issue(code.grant, seconds=client.refresh_seconds)
        self._codes.became(text, origin)
        return {**self._pair(code.grant, user, client, origin), "refresh_token": token}

    def _for_refresh_token(self, form: Mapping[str, str], client: AppClient) -> dict[str, Any]:
        found = self._refresh_tokens.find(form.get("refresh_token", ""))
        if found is None or found[0].client_id != client.client_id:
            raise Refused("invalid_grant")
        grant, origin = found
        if not set(form.get("scope", "").split()) <= set(grant.scopes):
            raise Refused("invalid_scope")
        return self._pair(grant, self._user(grant), client, origin)

    def _pair(self, grant: Grant, user: User, client: AppClient, origin: str) -> dict[str, Any]:
        access = self._tokens.access_token(grant, user, client, origin=origin)
        answer = {"access_token": access, "expires_in": client.access_seconds, "token_type": "Bearer"}
        if "openid" in grant.scopes:
            answer["id_token"] = self._tokens.id_token(grant, user, client, access_token=access, origin=origin)
        return answer

    def _user(self, grant: Grant) -> User:
        user = self._users.find(grant.login)
        if user is None:
            raise Refused("invalid_grant")
        return user

    def _client(self, request: Request, form: Mapping[str, str]) -> AppClient:
        """The requesting client, verified by its secret if it has one."""
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        header = request.header("authorization")
        if header is not None:
            client_id, secret = _basic(header)
        client = self._clients.get(client_id)
        if client is None or not client.has_secret(secret):
            raise Refused("invalid_client", status=400 if header is None else 401)
        return client


def _form(request: Request) -> dict[str, str]:
    if (request.header("content-type") or "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Refused("invalid_request")
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if len({name for name, _ in pairs}) != len(pairs):
        raise Refused("invalid_request")
    return dict(pairs)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refused("invalid_client", status=401) from error
    if scheme.lower() != "basic":
        raise Refused("invalid_client", status=401)
    return unquote_plus(client_id), unquote_plus(secret)


def _proves(verifier: str | None, code: Code) -> bool:
    """Whether the verifier matches the challenge (RFC 7636 §4.6)."""
    if code.challenge is None:
        return verifier is None
    digest = hashlib.sha256((verifier or "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return verifier is not None and hmac.compare_digest(made, code.challenge)


def _json(answer: object, status: int = 200) -> Response:
    return Response(status, _JSON, json.dumps(answer).encode())
