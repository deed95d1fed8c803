"""Signs a caller in by name: the header `X-Mock-Auth: NAME` becomes a real access token of the local user pool.

Only the local edge does this. Functions get an ordinary token and verify it.
"""

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from local.http_messages import Request
from local.provisioned import Provisioned
from local.users import UnknownCallerError, users_of

HEADER = "x-mock-auth"
_PASSWORD = "Local-Cloud-Passphrase-1!"  # noqa: S105 - of users that exist on this machine only
_RENEWED_BEFORE_SECONDS = 60


class MockAuth:
    """Tokens by user name, cached until shortly before they expire."""

    def __init__(self, here: Provisioned, *, cognito: Any, clock: Callable[[], float] = time.time) -> None:
        self._here = here
        self._pools = list(here.resources("AWS::Cognito::UserPool"))[:1]
        self._apps = list(here.resources("AWS::Cognito::UserPoolClient"))[:1]
        self._cognito = cognito
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}  # name -> token and its renewal time

    def known(self, name: str) -> str | None:
        """A cached token, without waiting."""
        token, until = self._tokens.get(name, ("", 0.0))
        return token if self._clock() < until else None

    def token(self, name: str) -> str:
        """An access token for the user of that name, created on first use. Raises UnknownCallerError."""
        if not self._pools or not self._apps:
            raise UnknownCallerError(name)
        with self._lock:
            if token := self.known(name):
                return token
            token = self._sign_in(name)
            self._tokens[name] = (token, _expiry(token) - _RENEWED_BEFORE_SECONDS)
            return token

    def _sign_in(self, name: str) -> str:
        pool, app = self._pools[0], self._apps[0]
        users = users_of(self._here, pool, cognito=self._cognito)
        users.named(name)
        login = {"UserPoolId": pool.identifier, "Username": users.login(name)}
        self._cognito.admin_set_user_password(**login, Password=_PASSWORD, Permanent=True)
        answer = self._cognito.admin_initiate_auth(
            UserPoolId=pool.identifier,
            ClientId=app.identifier,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": login["Username"], "PASSWORD": _PASSWORD},
        )
        return str(answer["AuthenticationResult"]["AccessToken"])


def with_token(request: Request, token: str) -> Request:
    """The request with that token, as its caller would have sent it."""
    return request.without(HEADER).adding(("authorization", f"Bearer {token}"))


def _expiry(token: str) -> float:
    payload = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"])
