"""Access logs as CloudFront writes them, and the run that counts them."""

import gzip
import json
from typing import Any
from uuid import uuid4

from schema.access_logs import FIELDS
from tests.integration.cloud import Cloud

BROWSER = "Mozilla/5.0%20(X11;%20Linux%20x86_64)"


def log_line(path: str, *, at: str = "2026-11-29T17:05:00Z", **fields: str) -> dict[str, str]:
    """A viewer in Germany sees a picture from the edge's cache. Fields are named with underscores."""
    line = {
        "date": at[:10],
        "time": at[11:19],
        "x-edge-request-id": uuid4().hex,
        "x-edge-result-type": "Hit",
        "cs-method": "GET",
        "cs-uri-stem": path,
        "cs(Referer)": "https://blog.example/post",
        "cs(User-Agent)": BROWSER,
        "c-country": "DE",
        "sc-status": "200",
        "sc-bytes": "1000",
        "sc-content-type": "image/webp",
        "sc-range-start": "-",
    }
    assert set(line) == set(FIELDS)
    return line | {name.replace("_", "-"): value for name, value in fields.items()}


def write_log(cloud: Cloud, *lines: dict[str, str]) -> str:
    """One more file of the hour of its first line. Returns its key."""
    hour = lines[0]["date"].replace("-", "/") + "/" + lines[0]["time"][:2]
    key = f"{cloud.variables['LOGS_PREFIX']}{hour}/E1.{uuid4().hex}.gz"
    body = gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode())
    cloud.put("LOGS_BUCKET", key, body, "application/gzip")
    return key


def count_views(cloud: Cloud, *, at: str = "2026-11-29T17:20:00Z") -> Any:
    """What the run answers that is scheduled for this moment."""
    return cloud.call("analytics_schedule", {"source": "aws.events", "time": at, "detail": {}})
