"""gzip for callers that take it. Nothing on the way compresses the API's answers: CloudFront compresses only what it may
cache (ServingCompressedFiles.html), which is nothing of the API, and an HTTP API compresses nothing.
"""

import base64
import gzip
import re
from typing import Any

MIN_BYTES = 1024
"""Smaller answers fit into one packet as they are."""
_LEVEL = 6
"""Figures for the others are in benchmarks/results/compression.md."""
_GZIP = re.compile(
    r"(?:^|,)[ \t]*(gzip|x-gzip|\*)[ \t]*(?:;[ \t]*q[ \t]*=[ \t]*([0-9.]+)[ \t]*)?(?=,|$)", re.IGNORECASE
)


def compressed(answer: dict[str, Any], *, accepted: str) -> dict[str, Any]:
    """The answer (payload 2.0) as the Accept-Encoding header `accepted` wants it.

    A strong entity tag becomes a weak one, because it names other bytes than before (RFC 9110, 8.8.1). If-Match and
    If-None-Match take both (preconditions.py).
    """
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded") or len(body) < MIN_BYTES or not takes_gzip(accepted):
        return answer
    headers = {name: _weak(value) if name.lower() == "etag" else value for name, value in answer["headers"].items()}
    packed = base64.b64encode(gzip.compress(body.encode(), _LEVEL, mtime=0)).decode()
    return answer | {"headers": headers | {"Content-Encoding": "gzip"}, "body": packed, "isBase64Encoded": True}


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip, or `*` where it does not name it, with a weight above 0."""
    weights: dict[str, str] = {name.lower().removeprefix("x-"): weight for name, weight in _GZIP.findall(accepted)}
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight == "" or weight.strip("0.") != ""


def _weak(tag: str) -> str:
    return tag if tag.startswith("W/") else f"W/{tag}"
