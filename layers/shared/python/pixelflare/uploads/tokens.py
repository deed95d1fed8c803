"""The token of a direct upload: signed, for one image, valid for fifteen minutes. It contains its grant."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.base.errors import Unauthorized
from pixelflare.base.signing import sign, verify
from schema.library.images import Image
from schema.limits import UPLOAD_FORM_SECONDS


@dataclass(frozen=True)
class UploadGrant:
    """The image that may receive bytes, and the nonce of its quarantine key."""

    owner: str
    image_id: str
    nonce: str


def upload_token(image: Image, *, key: bytes, now: datetime) -> str:
    """Valid as long as the upload form."""
    until = now + timedelta(seconds=UPLOAD_FORM_SECONDS)
    claims = {"owner": image.owner, "id": image.image_id, "nonce": image.nonce, "exp": int(until.timestamp())}
    return sign(json.dumps(claims, separators=(",", ":")).encode(), key=key)


def read_upload_token(token: str | None, image_id: str, *, key: bytes, now: datetime) -> UploadGrant:
    """The grant of the token. Raises Unauthorized for a missing, forged or expired one, or one of another image."""
    payload = verify(token, key=key) if token else None
    if payload is None:
        raise Unauthorized("an upload token is required: ?token=, from the reservation")
    claims = json.loads(payload)
    if claims["id"] != image_id or now.timestamp() >= claims["exp"]:
        raise Unauthorized("the upload token belongs to another image, or has expired")
    return UploadGrant(claims["owner"], claims["id"], claims["nonce"])
