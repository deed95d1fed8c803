"""The token of a direct upload: signed, for one image, for fifteen minutes; what it was for is in it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.base.errors import Unauthorized
from pixelflare.base.signing import sign, verify
from schema.library.images import Image
from schema.limits import UPLOAD_FORM_SECONDS


@dataclass(frozen=True)
class UploadGrant:
    """Whose image may get bytes, and under which nonce they are put in quarantine."""

    owner: str
    image_id: str
    nonce: str


def upload_token(image: Image, *, key: bytes, now: datetime) -> str:
    """Good for as long as the form that is given out with it."""
    until = now + timedelta(seconds=UPLOAD_FORM_SECONDS)
    claims = {"owner": image.owner, "id": image.image_id, "nonce": image.nonce, "exp": int(until.timestamp())}
    return sign(json.dumps(claims, separators=(",", ":")).encode(), key=key)


def read_upload_token(token: str | None, image_id: str, *, key: bytes, now: datetime) -> UploadGrant:
    """What the token grants. Raises Unauthorized for one that is missing, forged, another image's or too old."""
    payload = verify(token, key=key) if token else None
    if payload is None:
        raise Unauthorized("an upload token is needed: ?token=, as it came with the reservation")
    claims = json.loads(payload)
    if claims["id"] != image_id or now.timestamp() >= claims["exp"]:
        raise Unauthorized("the upload token is another image's, or has run out")
    return UploadGrant(claims["owner"], claims["id"], claims["nonce"])
