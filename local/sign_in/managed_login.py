"""The endpoints of a user pool's domain, below one path of the local edge.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import jwt

from local.http_messages import Request, Response
from local.provisioned import SIGN_IN_PATH, Provisioned
from local.sign_in.authorization import Asked, Denied, NotAsked, asked, with_query
from local.sign_in.clients import AppClient, clients_of
from local.sign_in.federation import Federation, FederationError, Provider, federation_of
from local.sign_in.grants import SESSION_SECONDS, Codes, Grant, RefreshTokens, Sessions
from local.sign_in.page import login_page, problem_page
from local.sign_in.token_endpoint import TokenEndpoint
from local.sign_in.tokens import Tokens
from local.users import UnknownCallerError, Users, users_of

_COOKIE = "local-sign-in"
_PEOPLE_OFFERED = 6
# Endpoints open to pages of any origin, as at Cognito. None of them reads cookies.
_FOR_ANY_ORIGIN = ("/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/.well-known/")
_PREFLIGHT = (
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, POST, OPTIONS"),
    ("access-control-allow-headers", "authorization, content-type"),
    ("access-control-max-age", "600"),
)


class ManagedLogin:
    """One pool's pages. `documents` are those under /.well-known/, by name."""

    def __init__(
        self,
        *,
        title: str,
        pool: str,
        clients: Mapping[str, AppClient],
        users: Users,
        tokens: Tokens,
        refresh_tokens: RefreshTokens,
        documents: Mapping[str, bytes],
        federation: Federation,
    ) -> None:
        self.pool, self.documents, self._federation = pool, documents, federation
        self._title, self._clients, self._users = title, clients, users
        self._codes, self._sessions, self._tokens = Codes(), Sessions(), tokens
        self._endpoint = TokenEndpoint(
            clients=clients, users=users, tokens=tokens, codes=self._codes, refresh_tokens=refresh_tokens
        )
        self._routes: Mapping[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/oauth2/authorize"): self._authorize,
            ("POST", "/oauth2/authorize"): lambda request: self._authorize(_with_form_as_query(request)),
            ("GET", "/login"): self._show_login,
            ("POST", "/login"): self._log_in,
            ("GET", "/oauth2/idpresponse"): self._come_back,
            ("GET", "/logout"): self._log_out,
            ("POST", "/oauth2/token"): self._endpoint.token,
            ("GET", "/oauth2/userInfo"): self._endpoint.user_info,
            ("POST", "/oauth2/userInfo"): self._endpoint.user_info,
            ("POST", "/oauth2/revoke"): self._endpoint.revoke,
        }

    def asks(self, provider: str) -> bool:
        """Whether people may come from that provider."""
        return provider in self._federation.providers

    def is_for(self, request: Request) -> bool:
        return request.path.startswith(f"{SIGN_IN_PATH}/")

    def answer(self, request: Request) -> Response:
        path = request.path.removeprefix(SIGN_IN_PATH)
        if path.startswith(_FOR_ANY_ORIGIN):
            if request.method == "OPTIONS":
                return Response(204, _PREFLIGHT)
            return self._routed(request, path).adding(("access-control-allow-origin", "*"))
        return self._routed(request, path)

    def _routed(self, request: Request, path: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        document = self.documents.get(path.removeprefix("/.well-known/"))
        if document is not None and path.startswith("/.well-known/"):
            return Response(200, (("content-type", "application/json"),), document)
        route = self._routes.get((method, path))
        if route is not None:
            return route(request)
        known = any(each == path for _, each in self._routes)
        return problem_page("There is no page here.", status=405 if known else 404)

    def _authorize(self, request: Request) -> Response:
        """Redirects a signed-in user at once, and shows everybody else the page."""

        def decide(wanted: Asked) -> Response:
            if provider := self._provider(request, wanted):
                return _redirect(self._federation.begin(provider, _without_provider(request.query)))
            session = self._session(request, wanted)
            if session is not None:
                return self._back(wanted, *session)
            if "none" in wanted.prompts:
                raise Denied(
                    "login_required", "nobody is signed in", redirect_uri=wanted.redirect_uri, state=wanted.state
                )
            return _redirect(f"{SIGN_IN_PATH}/login?{request.query}")

        return self._for_asked(request, decide)

    def _provider(self, request: Request, wanted: Asked) -> Provider | None:
        """The provider that the client asks for, if it may use it."""
        name = dict(parse_qsl(request.query)).get("identity_provider", "")
        return self._federation.providers.get(name) if name in wanted.client.providers else None

    def _come_back(self, request: Request) -> Response:
        """From a provider, on to the client."""
        told = dict(parse_qsl(request.query, keep_blank_values=True))
        pending = self._federation.take(told.get("state", ""))
        if pending is None:
            return problem_page("Nobody has begun this sign-in, or it took too long.")
        begun = Request("GET", request.path, pending.query, request.headers, viewer=request.viewer)

        def decide(wanted: Asked) -> Response:
            try:
                subject, attributes = self._federation.attributes(pending, told)
            except FederationError as refused:
                raise Denied(
                    refused.code, str(refused), redirect_uri=wanted.redirect_uri, state=wanted.state
                ) from refused
            login = self._users.federated(pending.provider.name, subject, attributes)
            session, now = self._sessions.begin(login)
            return self._back(wanted, login, now).adding(_cookie(session, SESSION_SECONDS))

        return self._for_asked(begun, decide)

    def _show_login(self, request: Request) -> Response:
        return self._for_asked(request, lambda wanted: self._login_page(request, wanted, name=wanted.login_hint))

    def _log_in(self, request: Request) -> Response:
        if not _is_own_form(request):
            return problem_page("Another page sent this form.", status=403)
        name = parse_qs(request.body.decode("utf-8", "replace")).get("username", [""])[0].strip()

        def decide(wanted: Asked) -> Response:
            try:
                self._users.named(name)
            except UnknownCallerError:
                problem = "This is neither a user name (letters, digits, . _ + -) nor an e-mail address."
                return self._login_page(request, wanted, name=name, problem=problem)
            login = self._users.login(name)
            session, now = self._sessions.begin(login)
            return self._back(wanted, login, now).adding(_cookie(session, SESSION_SECONDS))

        return self._for_asked(request, decide)

    def _log_out(self, request: Request) -> Response:
        """Ends the session. Redirects to a registered address, or back to the sign-in page.

        Cognito knows `logout_uri`. OpenID Connect's own name for it, `post_logout_redirect_uri`, is taken here, too.
        """
        given = self._as_cognito_names_it(dict(parse_qsl(request.query, keep_blank_values=True)))
        client = self._clients.get(given.get("client_id", ""))
        self._sessions.end(_session_id(request))
        gone = _cookie("", 0)
        if "logout_uri" not in given:
            return self._authorize(request.without("cookie")).adding(gone)
        if client is None or not client.may_log_out_to(given["logout_uri"]):
            return problem_page("The application has not registered this logout_uri.").adding(gone)
        address, state = given["logout_uri"], given.get("state")
        return _redirect(address if state is None else with_query(address, {}, state=state)).adding(gone)

    def _as_cognito_names_it(self, given: dict[str, str]) -> dict[str, str]:
        """The parameters of OpenID Connect RP-Initiated Logout 1.0 §2 under Cognito's names."""
        if "logout_uri" in given or "post_logout_redirect_uri" not in given:
            return {name: value for name, value in given.items() if name != "state"}
        with suppress(jwt.PyJWTError):
            given.setdefault("client_id", self._tokens.client_of(given.get("id_token_hint", "")))
        return {**given, "logout_uri": given["post_logout_redirect_uri"]}

    def _for_asked(self, request: Request, decide: Callable[[Asked], Response]) -> Response:
        try:
            return decide(asked(request.query, self._clients))
        except NotAsked as error:
            return problem_page(str(error))
        except Denied as error:
            return _redirect(error.address())

    def _login_page(self, request: Request, wanted: Asked, *, name: str, problem: str = "") -> Response:
        return login_page(
            title=self._title,
            action=f"{SIGN_IN_PATH}/login?{request.query}",
            redirect_uri=wanted.redirect_uri,
            people=self._users.known(_PEOPLE_OFFERED),
            providers=[name for name in wanted.client.providers if name in self._federation.providers],
            by_provider=f"{SIGN_IN_PATH}/oauth2/authorize?{request.query}&identity_provider=",
            name=name,
            problem=problem,
        )

    def _session(self, request: Request, wanted: Asked) -> tuple[str, int] | None:
        """The session that can answer the request without a page, or None."""
        found = self._sessions.find(_session_id(request))
        if found is None or wanted.prompts & {"login", "select_account"} or self._users.find(found[0]) is None:
            return None
        return found if self._sessions.is_younger(found, wanted.max_age) else None

    def _back(self, wanted: Asked, login: str, auth_time: int) -> Response:
        grant = Grant(wanted.client.client_id, login, wanted.scopes, auth_time, wanted.nonce)
        code = self._codes.issue(grant, redirect_uri=wanted.redirect_uri, challenge=wanted.challenge)
        return _redirect(with_query(wanted.redirect_uri, {"code": code}, state=wanted.state))


def managed_login(
    here: Provisioned, *, cognito: Any, folder: Path, other_keys: Callable[[str], Iterable[Mapping[str, Any]]]
) -> ManagedLogin | None:
    """The pages of the pool with a domain, or none. `folder` keeps the signing key and refresh tokens.

    `other_keys` returns further valid public keys, by the pool's id, for tokens that are signed elsewhere.
    """
    domain = next(here.resources("AWS::Cognito::UserPoolDomain"), None)
    if domain is None:
        return None
    pool = next(p for p in here.resources("AWS::Cognito::UserPool") if p.identifier == domain.properties["UserPoolId"])
    issuer = here.value(pool.stack, {"Fn::GetAtt": [pool.logical_id, "ProviderURL"]})
    base = f"http://{here.host}{SIGN_IN_PATH}"
    tokens = Tokens(issuer=issuer, discovered_at=base, key_file=folder / "sign-in-key.pem")
    clients = clients_of(here, pool.identifier, cognito=cognito)
    keys = {"keys": [*other_keys(pool.identifier), tokens.public_key]}
    discovery = _discovery(base, clients.values())
    return ManagedLogin(
        title=here.assembly.name.capitalize(),
        pool=pool.identifier,
        clients=clients,
        users=users_of(here, pool, cognito=cognito),
        tokens=tokens,
        refresh_tokens=RefreshTokens(folder / "sign-ins.json"),
        federation=federation_of(here, pool.identifier, base=base),
        documents={"openid-configuration": json.dumps(discovery).encode(), "jwks.json": json.dumps(keys).encode()},
    )


def _discovery(base: str, clients: Iterable[AppClient]) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 §3."""
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "token_endpoint": f"{base}/oauth2/token",
        "userinfo_endpoint": f"{base}/oauth2/userInfo",
        "revocation_endpoint": f"{base}/oauth2/revoke",
        "end_session_endpoint": f"{base}/logout",
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": sorted({scope for client in clients for scope in client.scopes}),
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "request_uri_parameter_supported": False,
    }


def _is_own_form(request: Request) -> bool:
    """Whether a browser that names a form's origin names this one."""
    origin = request.header("origin")
    return origin is None or origin == f"http://{request.header('host')}"


def _session_id(request: Request) -> str | None:
    for part in (request.header("cookie") or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == _COOKIE:
            return value
    return None


def _cookie(value: str, seconds: int) -> tuple[str, str]:
    return "set-cookie", f"{_COOKIE}={value}; Path={SIGN_IN_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def _with_form_as_query(request: Request) -> Request:
    return Request("GET", request.path, request.body.decode("latin-1"), request.headers, viewer=request.viewer)


def _without_provider(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if name != "identity_provider"])


def _redirect(address: str) -> Response:
    """A redirect by GET, whatever the method was. Never cached."""
    headers = (("location", address), ("cache-control", "no-store"), ("referrer-policy", "no-referrer"))
    return Response(303, headers)
