"""Plays CloudFront's standard logging: what the edge has answered, as gzipped JSON lines in the delivery's bucket.

The names and values of the fields: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

import gzip
import json
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from local.http_messages import Request, Response
from local.provisioned import Provisioned
from local.resolve import ACCOUNT

FLUSH_SECONDS = 5.0
_NOTHING = "-"
_log = logging.getLogger(__name__)


class Answered(NamedTuple):
    """One request as the viewer sent it, and its answer."""

    at: float
    request: Request
    response: Response


class AccessLog:
    """Collects requests, and writes them every few seconds. A country is not known here."""

    def __init__(
        self, fields: Iterable[str], *, bucket: str, suffix_path: str, distribution: str, s3: Any, country: str = "ZZ"
    ) -> None:
        self._fields = tuple(fields)
        self._bucket, self._suffix, self._distribution = bucket, suffix_path, distribution
        self._s3, self._country = s3, country
        self._waiting: deque[Answered] = deque()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def note(self, request: Request, response: Response) -> None:
        """Never waits."""
        self._waiting.append(Answered(time.time(), request, response))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Writes the rest."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self.flush()

    def flush(self) -> None:
        """A file for each hour that has requests."""
        taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
        for hour, answered in groupby(taken, key=lambda each: int(each.at // 3600)):
            moment = datetime.fromtimestamp(hour * 3600, UTC)
            lines = "".join(self._line(each) for each in answered)
            self._s3.put_object(Bucket=self._bucket, Key=self._key(moment), Body=gzip.compress(lines.encode()))

    def _run(self) -> None:
        while not self._stopping.wait(FLUSH_SECONDS):
            try:
                self.flush()
            except (BotoCoreError, ClientError):
                _log.exception("access logs could not be written")

    def _key(self, hour: datetime) -> str:
        variables = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H"}
        folder = self._suffix.replace("{DistributionId}", self._distribution).replace("{accountid}", ACCOUNT)
        for name, code in variables.items():
            folder = folder.replace(f"{{{name}}}", hour.strftime(code))
        file = f"{self._distribution}.{hour:%Y-%m-%d-%H}.{secrets.token_hex(4)}.gz"
        return f"AWSLogs/{ACCOUNT}/CloudFront/{folder}/{file}"

    def _line(self, answered: Answered) -> str:
        whole = _values(answered, country=self._country)
        return json.dumps({name: whole.get(name, _NOTHING) for name in self._fields}) + "\n"


def _values(answered: Answered, *, country: str) -> Mapping[str, str]:
    at, request, response = answered
    moment = datetime.fromtimestamp(at, UTC)
    verdict = (response.header("x-cache") or "Miss").split(" ", 1)[0]
    written = len(response.body) if request.method != "HEAD" else 0
    whole_range = response.header("content-range") or ""
    return {
        "date": f"{moment:%Y-%m-%d}",
        "time": f"{moment:%H:%M:%S}",
        "x-edge-request-id": secrets.token_urlsafe(40),
        "x-edge-result-type": verdict,
        "cs-method": request.method,
        "cs-uri-stem": request.path,
        "cs-uri-query": request.query or _NOTHING,
        "cs(Referer)": request.header("referer") or _NOTHING,
        "cs(User-Agent)": quote(request.header("user-agent") or _NOTHING, safe="/:;,()"),
        "cs(Host)": request.header("host") or _NOTHING,
        "x-host-header": request.header("host") or _NOTHING,
        "c-country": country,
        "sc-status": str(response.status),
        "sc-bytes": str(written + sum(len(name) + len(value) + 4 for name, value in response.headers)),
        "sc-content-type": response.header("content-type") or _NOTHING,
        "sc-range-start": whole_range.removeprefix("bytes ").split("-", 1)[0] or _NOTHING,
    }


def access_logs(here: Provisioned, *, client: Callable[[str], Any]) -> dict[str, AccessLog]:
    """By the distributions whose logs the templates deliver into a bucket."""
    found: dict[str, AccessLog] = {}
    sources = {each.identifier: each for each in here.resources("AWS::Logs::DeliverySource")}
    destinations = {each.identifier: each for each in here.resources("AWS::Logs::DeliveryDestination")}
    for delivery in here.resources("AWS::Logs::Delivery"):
        wanted = delivery.properties
        source = sources[wanted["DeliverySourceName"]].properties
        destination = destinations[wanted["DeliveryDestinationArn"].rsplit(":", 1)[1]].properties
        distribution = source["ResourceArn"].rsplit("/", 1)[1]
        found[distribution] = AccessLog(
            wanted["RecordFields"],
            bucket=destination["DestinationResourceArn"].rsplit(":", 1)[1],
            suffix_path=wanted["S3SuffixPath"],
            distribution=distribution,
            s3=client("s3"),
        )
    return found
