"""What a viewer who has been let in carries: a cookie after the password, and the way to further pages.

Both are signed for one version of the password of one shared album.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from pixelflare.base.signing import sign, verify
from schema.library.shares import Share
from schema.limits import GALLERY_PASS_SECONDS, SHARE_PASSWORD_SECONDS

COOKIE = "pixelflare-album"


def password_cookie(share: Share, path: str, *, key: bytes, now: datetime) -> str:
    """The Set-Cookie of somebody who knows the password."""
    value = _signed("password", share, key=key, until=int(now.timestamp()) + SHARE_PASSWORD_SECONDS)
    return f"{COOKIE}={value}; Path={path}; Max-Age={SHARE_PASSWORD_SECONDS}; HttpOnly; Secure; SameSite=Lax"


def knows_password(share: Share, cookie: str | None, *, key: bytes, now: datetime) -> bool:
    return share.password_hash is None or _read("password", share, cookie, key=key, now=now) is not None


def way_to(cursor: str, share: Share, *, key: bytes, now: datetime) -> str:
    """The way to the page after this one: for an hour where views are counted, else for as long as the share is there."""
    until = None if share.max_views is None else int(now.timestamp()) + GALLERY_PASS_SECONDS
    return _signed("page", share, key=key, until=until, cursor=cursor)


def cursor_of(way: str | None, share: Share, *, key: bytes, now: datetime) -> str | None:
    """Where the further page begins; None for a way that we did not sign, or that is over."""
    found = _read("page", share, way, key=key, now=now)
    return str(found["cursor"]) if found else None


def _signed(purpose: str, share: Share, *, key: bytes, until: int | None, **more: str) -> str:
    content = {"for": [purpose, share.share_id, _password_mark(share)], "until": until, **more}
    return sign(json.dumps(content).encode(), key=key)


def _read(purpose: str, share: Share, signed: str | None, *, key: bytes, now: datetime) -> dict[str, Any] | None:
    payload = verify(signed, key=key) if signed else None
    if payload is None:
        return None
    found = json.loads(payload)
    is_meant = isinstance(found, dict) and found.get("for") == [purpose, share.share_id, _password_mark(share)]
    if not is_meant or (found["until"] is not None and found["until"] <= now.timestamp()):
        return None
    return dict(found)


def _password_mark(share: Share) -> str:
    """Another one for each password, so that a new one is asked of everybody."""
    return hashlib.sha256((share.password_hash or "").encode()).hexdigest()[:16]
