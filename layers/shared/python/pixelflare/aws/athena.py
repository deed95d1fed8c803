"""Questions to Athena, asked and waited for.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

import csv
import hashlib
import io
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from pixelflare.aws.clients import client
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Unavailable
from schema.budgets import ATHENA_PATIENCE

_PAUSE_SECONDS = 1.0
_UNDER_WAY = frozenset({"QUEUED", "RUNNING"})


class AthenaFailed(Exception):
    """Athena could not answer. Its reason is the message."""


class Athena:
    """The workgroup says where answers lie, and what a question may read."""

    def __init__(self, workgroup: str) -> None:
        self._workgroup = workgroup

    def rows(self, question: str, *, once_for: str) -> Iterator[dict[str, str]]:
        """The answer's rows by the names of their columns. The same question for the same purpose is asked once.

        Raises AthenaFailed, and Unavailable if there is no answer in time.
        """
        token = hashlib.sha256(f"{once_for}\n{question}".encode()).hexdigest()
        with outages_are_unavailable():
            started = client("athena").start_query_execution(
                QueryString=question, ClientRequestToken=token, WorkGroup=self._workgroup
            )
        place = urlsplit(self._answer_of(started["QueryExecutionId"]))
        stored = ObjectStore(place.netloc).read(place.path.removeprefix("/"))
        if stored is None:
            raise AthenaFailed("the answer is not where it should be")
        yield from csv.DictReader(io.TextIOWrapper(io.BytesIO(stored.body), encoding="utf-8", newline=""))

    def _answer_of(self, execution: str) -> str:
        """The address of the answer's object. Waits, as Athena takes seconds, and minutes for very much."""
        patience = ATHENA_PATIENCE.total_seconds()
        until = time.monotonic() + patience
        while True:
            with outages_are_unavailable():
                asked = client("athena").get_query_execution(QueryExecutionId=execution)["QueryExecution"]
            if asked["Status"]["State"] == "SUCCEEDED":
                return str(asked["ResultConfiguration"]["OutputLocation"])
            if asked["Status"]["State"] not in _UNDER_WAY:
                raise AthenaFailed(asked["Status"].get("StateChangeReason", asked["Status"]["State"]))
            if time.monotonic() > until:
                raise Unavailable(f"Athena has not answered for {patience:.0f} s", retry_after_seconds=60)
            time.sleep(_PAUSE_SECONDS)
