"""Grants: single-use codes, refresh tokens that survive a restart, and sessions."""

import hashlib
import json
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from local.files import write_whole

CODE_SECONDS = 5 * 60
SESSION_SECONDS = 60 * 60
Clock = Callable[[], float]


@dataclass(frozen=True)
class Grant:
    """A user's sign-in for a client."""

    client_id: str
    login: str  # exactly what the user typed
    scopes: tuple[str, ...]
    auth_time: int
    nonce: str | None = None


@dataclass(frozen=True)
class Code:
    grant: Grant
    redirect_uri: str
    challenge: str | None
    expires_at: float


class Codes:
    """Authorization codes. The first request with a code uses it up, even if the rest of the request is wrong."""

    def __init__(self, *, clock: Clock = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[str, Code] = {}
        self._origins: dict[str, tuple[str, float]] = {}  # results of used codes

    def issue(self, grant: Grant, *, redirect_uri: str, challenge: str | None) -> str:
        text, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._codes = {known: code for known, code in self._codes.items() if code.expires_at > now}
            self._origins = {known: made for known, made in self._origins.items() if made[1] > now}
            self._codes[text] = Code(grant, redirect_uri, challenge, now + CODE_SECONDS)
        return text

    def take(self, text: str) -> Code | None:
        with self._lock:
            code = self._codes.pop(text, None)
        return code if code and code.expires_at > self._clock() else None

    def became(self, text: str, origin: str) -> None:
        """Remembers the sign-in that a code led to."""
        with self._lock:
            self._origins[text] = (origin, self._clock() + SESSION_SECONDS)

    def origin(self, text: str) -> str | None:
        """The sign-in that a used code led to. A second use ends it (RFC 6749 §4.1.2)."""
        with self._lock:
            return self._origins.get(text, (None, 0))[0]


@dataclass(frozen=True)
class _Refresh:
    origin: str  # one id for everything that follows from one sign-in
    expires_at: float
    grant: Grant


class RefreshTokens:
    """Refresh tokens by their hashes, in a file."""

    def __init__(self, path: Path, *, clock: Clock = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._known = _read(path)

    def issue(self, grant: Grant, *, seconds: int) -> tuple[str, str]:
        """A new token, and the id of its sign-in."""
        token, origin, now = secrets.token_urlsafe(48), str(uuid.uuid4()), self._clock()
        with self._lock:
            self._known = {known: each for known, each in self._known.items() if each.expires_at > now}
            self._known[_hash(token)] = _Refresh(origin, now + seconds, grant)
            self._write()
        return token, origin

    def find(self, token: str) -> tuple[Grant, str] | None:
        with self._lock:
            found = self._known.get(_hash(token))
        return (found.grant, found.origin) if found and found.expires_at > self._clock() else None

    def counts(self, origin: str) -> bool:
        """Whether that sign-in is neither revoked nor ended."""
        with self._lock:
            return any(each.origin == origin for each in self._known.values())

    def revoke(self, origin: str) -> None:
        with self._lock:
            self._known = {known: each for known, each in self._known.items() if each.origin != origin}
            self._write()

    def _write(self) -> None:
        kept = {known: asdict(each) for known, each in self._known.items()}
        write_whole(self._path, json.dumps(kept).encode())


def _read(path: Path) -> dict[str, _Refresh]:
    kept = json.loads(path.read_text()) if path.exists() else {}
    return {known: _refresh(**each) for known, each in kept.items()}


def _refresh(origin: str, expires_at: float, grant: dict[str, object]) -> _Refresh:
    scopes = grant.pop("scopes")
    assert isinstance(scopes, list)
    return _Refresh(origin, expires_at, Grant(scopes=tuple(scopes), **grant))  # type: ignore[arg-type]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Sessions of the pages themselves, for an hour, so that a second client need not ask again."""

    def __init__(self, *, clock: Clock = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, int]] = {}  # id -> login, and its time

    def begin(self, login: str) -> tuple[str, int]:
        text, now = secrets.token_urlsafe(32), int(self._clock())
        with self._lock:
            self._known = {known: each for known, each in self._known.items() if each[1] + SESSION_SECONDS > now}
            self._known[text] = (login, now)
        return text, now

    def find(self, text: str | None) -> tuple[str, int] | None:
        with self._lock:
            found = self._known.get(text or "")
        return found if found and found[1] + SESSION_SECONDS > self._clock() else None

    def is_younger(self, session: tuple[str, int], most: int | None) -> bool:
        return most is None or self._clock() - session[1] <= most

    def end(self, text: str | None) -> None:
        with self._lock:
            self._known.pop(text or "", None)
