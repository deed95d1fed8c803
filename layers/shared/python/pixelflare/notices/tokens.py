"""The token that switches off one kind of one owner's notices, and can do nothing else. It stays valid: so do letters.

https://www.rfc-editor.org/rfc/rfc8058
"""

import hashlib
import hmac
from typing import NamedTuple

from pixelflare.base.errors import Unauthorized
from pixelflare.base.signing import sign, verify
from schema.library.events import EventKind
from schema.notices import NOTICE_KINDS

_PURPOSE = b"pixelflare notices: unsubscribe"


class Unsubscription(NamedTuple):
    owner: str
    kind: EventKind


def unsubscribe_token(owner: str, kind: EventKind, *, secret: bytes) -> str:
    return sign(f"{owner}\n{kind}".encode(), key=_key(secret))


def read_unsubscribe_token(token: str, *, secret: bytes) -> Unsubscription:
    """Raises Unauthorized for one that did not come from here, or of a kind that is no longer sent."""
    payload = verify(token, key=_key(secret))
    owner, _, kind = (payload or b"").decode().partition("\n")
    if kind not in NOTICE_KINDS.values():
        raise Unauthorized("this link is not whole, or not from here: switch notices off in the settings")
    return Unsubscription(owner, EventKind(kind))


def _key(secret: bytes) -> bytes:
    return hmac.digest(secret, _PURPOSE, hashlib.sha256)
