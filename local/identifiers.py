"""Derives the identifiers of users, pools and secrets from their names.

Applications derive values from a pool's id or a user's `sub`. These values stay the same when the store is filled
again. The store draws identifiers from one random source, which its own API can seed. A call that creates such a
resource runs alone, between a seed from the name and a random seed.
"""

import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from werkzeug.test import EnvironBuilder, run_wsgi_app

from local.wsgi import Application, Environ, StartResponse, body_of, target_of

_COGNITO = "AWSCognitoIdentityProviderService."
_NAMED_BY = {
    f"{_COGNITO}AdminCreateUser": "Username",
    f"{_COGNITO}SignUp": "Username",
    f"{_COGNITO}CreateUserPool": "PoolName",
    f"{_COGNITO}CreateUserPoolClient": "ClientName",
    "secretsmanager.CreateSecret": "Name",
}


class _Gate:
    """Many threads may be inside at once, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._changed:
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:  # held to the end, so that nobody else enters
            self._changed.wait_for(lambda: self._inside == 0)
            yield


def stable_identifiers(application: Application) -> Application:
    """`application` with the identifiers of users, pools and secrets derived from their names."""
    gate = _Gate()

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        name = _name(environ)
        if name is None:
            with gate.together():
                return application(environ, start_response)
        with gate.alone():
            _seed(application, name.encode())
            answer = list(application(environ, start_response))
            _seed(application, os.urandom(16))
            return answer

    return guarded


def _name(environ: Environ) -> str | None:
    member = _NAMED_BY.get(target_of(environ))
    if member is None:
        return None
    return f"{member}/{json.loads(body_of(environ) or b'{}').get(member, '')}"


def _seed(application: Application, seed: bytes) -> None:
    number = int.from_bytes(hashlib.sha256(seed).digest()[:8])
    builder = EnvironBuilder(method="POST", path="/moto-api/seed", query_string={"a": str(number)})
    body, _status, _headers = run_wsgi_app(application, builder.get_environ(), buffered=True)
    list(body)
