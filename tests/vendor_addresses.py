"""Addresses as other vendors' client libraries sign them, written here from the vendors' own descriptions."""

import base64
import hashlib
import hmac

IMGPROXY_KEY, IMGPROXY_SALT = "736563726574", "68656c6c6f"
TEXT_KEY = "a key of the vendor's"


def imgproxy(rest: str, *, key: str = IMGPROXY_KEY, salt: str = IMGPROXY_SALT, size: int = 32) -> str:
    """`rest` begins with a slash: "Signing a URL" in imgproxy's documentation."""
    digest = hmac.new(bytes.fromhex(key), bytes.fromhex(salt) + rest.encode(), hashlib.sha256).digest()[:size]
    return f"/{_url_safe(digest)}{rest}"


def thumbor(rest: str, *, key: str = TEXT_KEY) -> str:
    """`rest` begins without a slash: "Security" in thumbor's."""
    digest = hmac.new(key.encode(), rest.encode(), hashlib.sha1).digest()
    return f"/{base64.urlsafe_b64encode(digest).decode()}/{rest}"


def cloudinary(rest: str, *, key: str = TEXT_KEY) -> str:
    """`rest` is the transformations and the source: "Signed delivery URLs" in Cloudinary's."""
    return f"/demo/image/upload/s--{_url_safe(hashlib.sha1((rest + key).encode()).digest())[:8]}--/{rest}"


def imagekit(rest: str, *, expires: int | None = None, key: str = TEXT_KEY) -> str:
    """`rest` is what stands behind the endpoint; with its query: "Security" in ImageKit's."""
    signed = f"{rest}{expires or 9999999999}"
    until = f"ik-t={expires}&" if expires else ""
    made = hmac.new(key.encode(), signed.encode(), hashlib.sha1).hexdigest()
    return f"/{rest}?{until}ik-s={made}"


def _url_safe(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
