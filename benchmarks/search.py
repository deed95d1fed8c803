"""`python -m benchmarks.search`: read units and time of searches, for an owner of 1,000 images and one of 100,000.

The rows are put straight into the emulator's tables: a document, a record, and the postings of six terms for each image.
The engine is the product's own. Units follow from what each answer carries (benchmarks/units.py). Time is this process's,
emulator included, so it says how work grows and not how long AWS takes.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import boto3
from moto import mock_aws
from ulid import ULID

from benchmarks import tables, units
from local.tables.service import serve_clients_of_this_process, table_of
from pixelflare.aws.attributes import to_attributes
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base.clock import text_of
from pixelflare.base.cursors import Cursors
from pixelflare.catalog import ImageStore
from pixelflare.search import Postings, SearchEngine
from schema.keys.core import image_key
from schema.keys.derived import document_key, posting_key
from schema.library.images import Image, ImageStatus

SIZES = (1_000, 100_000)
ROUNDS = 7
RARE = 20
"""Images with the rare word, whatever the size of the library."""
COMMON = {"sea": 2, "sky": 3, "boat": 10}
"""Every how manieth image has the word."""
QUERIES = {
    "one rare word": "zebra",
    "one common word": "sea",
    "a rare and a common word": "zebra sea",
    "two common words": "sea sky",
    "a rare and two common words": "zebra sea sky",
    "three common words": "sea sky boat",
    "a filter that all images meet": "type:jpeg",
    "a common phrase": '"sea sky"',
}
PAGE_UNITS = 14.0
"""A page of a list, as docs/search.md says."""


@dataclass
class Meter:
    """Appends only: calls end in several threads."""

    costs: list[float] = field(default_factory=list)

    def note(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        cost = 0.0
        if model.name == "Query":
            cost += units.read_units(sum(map(units.item_size, parsed["Items"])), consistent=False)
        for table, items in parsed.get("Responses", {}).items():
            cost += sum(units.read_units(units.item_size(each), consistent=table == "core") for each in items)
        self.costs.append(cost)


@dataclass(frozen=True)
class Figure:
    units: float
    calls: int
    milliseconds: float
    hits: int


@dataclass
class Library:
    """An owner with so many images."""

    images: int
    owner: str = field(init=False)

    def __post_init__(self) -> None:
        self.owner = f"owner-of-{self.images}"
        first = datetime(2020, 1, 1, tzinfo=UTC)
        ids = [f"img_{ULID.from_datetime(first + timedelta(minutes=20 * number))}" for number in range(self.images)]
        record, posting = _record(self.owner), to_attributes({"weight": 2.0, "length": 8})
        documents: dict[tuple[str, ...], Any] = {}
        for number, image_id in enumerate(ids):
            words = self._words(number)
            if words not in documents:
                terms = {word: {"weight": 2.0, "length": 8} for word in (*words, "type:jpeg", "is:public")}
                documents[words] = to_attributes(
                    {"version": 1, "revision": 1, "fields": {"alt": words}, "terms": terms}
                )
            _add("derived", documents[words], document_key(self.owner, image_id), image_id=image_id)
            _add("core", record, image_key(self.owner, image_id), image_id=image_id)
            for term in (*words, "type:jpeg"):
                _add("derived", posting, posting_key(self.owner, term, image_id))

    def _words(self, number: int) -> tuple[str, ...]:
        """The rare ones are spread over all of the time, and each has all common words as well."""
        if number % (self.images // RARE) == 0:
            return ("zebra", *COMMON)
        return tuple(word for word, every in COMMON.items() if number % every == 0)


def _add(table: str, item: dict[str, Any], key: dict[str, str], **more: str) -> None:
    table_of(table).items.add(item | to_attributes(key | more))


def _record(owner: str) -> dict[str, Any]:
    """A record with the text that a real one has."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    image = Image(
        image_id="",
        owner=owner,
        album="default",
        filename="photograph-of-the-sea.jpg",
        display_name="Photograph of the sea.jpg",
        status=ImageStatus.READY,
        nonce="n" * 22,
        declared_type="image/jpeg",
        alt="x" * 200,
        sha256="0" * 64,
        created_at=now,
        updated_at=now,
    )
    row = image.model_dump(mode="json") | {"created_at": text_of(now), "updated_at": text_of(now)}
    return to_attributes({name: value for name, value in row.items() if value not in (None, [])})


@contextmanager
def emulated() -> Iterator[SearchEngine]:
    os.environ |= {"AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws():
        serve_clients_of_this_process()
        dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        for name in ("core", "derived"):
            dynamodb.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            )
        images, cursors = ImageStore(Table("core")), Cursors(lambda: b"key")
        yield SearchEngine(Postings(Table("derived")), images=images, cursors=cursors)


def measured(engine: SearchEngine, owner: str, text: str) -> Figure:
    meter, took = Meter(), []
    client("dynamodb").meta.events.register("after-call.dynamodb", meter.note)
    page = engine.page(owner, text, limit=50)
    client("dynamodb").meta.events.unregister("after-call.dynamodb", meter.note)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        engine.page(owner, text, limit=50)
        took.append(time.perf_counter() - start)
    return Figure(sum(meter.costs), len(meter.costs), median(took) * 1000, len(page.found))


def main() -> int:
    with emulated() as engine:
        libraries = [Library(size) for size in SIZES]
        found = {
            name: [measured(engine, library.owner, text) for library in libraries] for name, text in QUERIES.items()
        }
    rows = [
        (name, f"`{QUERIES[name]}`", *(cell for each in figures for cell in _cells(each)))
        for name, figures in found.items()
    ]
    heads = ("search", "", *(f"{what}, {size:,}" for size in SIZES for what in ("units", "calls", "ms", "hits")))
    grows = {name: abs(figures[-1].units - figures[0].units) for name, figures in found.items()}
    verdicts = [("read units that a rare word costs more in the large library", grows["one rare word"], PAGE_UNITS)]
    tables.write(
        "search",
        "# Searches of a small and a large library",
        "The first page of 50 hits, for an owner of 1,000 images and one of 100,000: read units, calls, milliseconds (p50) and "
        f"hits. The rare word is in {RARE} images of each library; the common ones are in every second, third and tenth. A page "
        "of a list is 1,000 postings. Time includes the emulator, and not the network.",
        tables.settings(rounds=ROUNDS),
        tables.table(heads, rows),
        tables.verdicts(verdicts),
    )
    return tables.exit_code(verdicts)


def _cells(figure: Figure) -> tuple[str, ...]:
    return f"{figure.units:.1f}", str(figure.calls), f"{figure.milliseconds:.0f}", str(figure.hits)


if __name__ == "__main__":
    sys.exit(main())
