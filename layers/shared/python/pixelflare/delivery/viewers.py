"""Who is looking, as far as it is proven."""

from typing import Any


def viewer_address(event: dict[str, Any]) -> str:
    """The viewer's address, from the header that CloudFront itself sets: `address:port`.

    It can be believed because nothing but our distribution may call the function: its URL asks for IAM, and the
    permission is bound to the distribution. Without the header (a call by hand) the caller's own address counts.
    """
    stated = event["headers"].get("cloudfront-viewer-address")
    if stated is None:
        return str(event["requestContext"]["http"]["sourceIp"])
    return str(stated).rpartition(":")[0].strip("[]")
