"""What a receipt says: what an image, an album, an owner or the installation costs in a month."""

from enum import StrEnum
from typing import Literal, NamedTuple

from schema.base import Resource
from schema.env.cpu import CHECKING_MB, CLASSIFYING_MB, ONE_CPU_MB

GB = 10**9
MONTH_PATTERN = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class CostScope(StrEnum):
    IMAGE = "image"
    ALBUM = "album"
    OWNER = "owner"


class CostGroup(StrEnum):
    STORAGE = "storage"
    REQUESTS = "requests"
    TRANSFER = "transfer"
    COMPUTE = "compute"
    AI = "ai"
    PURGES = "purges"


class CostPart(NamedTuple):
    """A line of a receipt. `price` names an entry of the table of prices, which is for `base` of our units."""

    group: CostGroup
    what: str
    unit: str
    price: str | None
    """None: a unit is a millionth of a dollar, by the price at the time."""
    base: int = 1
    is_estimate: bool = True
    """Whether its units follow from assumptions, and were not counted."""


UPLOAD_PUTS, UPLOAD_LISTS, UPLOAD_GETS, UPLOAD_MESSAGES = 11, 1, 3, 18
UPLOAD_WRITES, SEARCH_WRITES, DUE_WRITES, COST_WRITES = 20, 44, 4, 3
"""What an upload takes, as in benchmarks/results/capacity.md."""
UPLOAD_SECONDS = {CHECKING_MB: 2.0, ONE_CPU_MB: 5.0, CLASSIFYING_MB: 1.5, 512: 0.3, 256: 0.05}
"""Of functions, by their memory in MB: the check, the variants, what models need, the index, the events."""
UPLOAD_MB_SECONDS = round(sum(memory * seconds for memory, seconds in UPLOAD_SECONDS.items()))
INDEX_MB, EVENTS_MB = 512, 256
INDEX_MB_SECONDS = round(sum(memory * UPLOAD_SECONDS[memory] for memory in (INDEX_MB, EVENTS_MB)))
"""The part of it that nobody measures: what follows the stream works for many images at once."""
MADE_OF_MISSES = 20
"""One of so many misses makes a variant; the others find one in S3."""
MAKING_MB_SECONDS = round(1.5 * ONE_CPU_MB / MADE_OF_MISSES)
"""For each miss."""
ON_DEMAND_BYTES, ON_DEMAND_MONTHS = 120_000, 3
"""Of a variant that is made on demand, and how long it stays: 90 days."""
ON_DEMAND_BYTE_MONTHS = ON_DEMAND_BYTES * ON_DEMAND_MONTHS // MADE_OF_MISSES
"""For each miss."""
RECORD_BYTES = 10_000
"""Of an image: its record, and what the index knows of it."""
VECTOR_BYTES, LEAST_VECTOR_PUT_BYTES = 4_200, 128 * 1024
"""Of a vector of 1,024 numbers with its key and owner; and what a put of S3 Vectors counts as, at least."""

PARTS = {
    "originals": CostPart(CostGroup.STORAGE, "Originals", "byte-months", "stored", GB, is_estimate=False),
    "variants": CostPart(CostGroup.STORAGE, "Copies and presets", "byte-months", "stored", GB, is_estimate=False),
    "on_demand": CostPart(CostGroup.STORAGE, "Variants made on demand, until they go", "byte-months", "stored", GB),
    "records": CostPart(CostGroup.STORAGE, "Records and search index", "byte-months", "table", GB),
    "vectors": CostPart(CostGroup.STORAGE, "Vectors, by which sentences find pictures", "byte-months", "vectors", GB),
    "requests": CostPart(CostGroup.REQUESTS, "Requests of viewers", "requests", "view", is_estimate=False),
    "edge_functions": CostPart(CostGroup.REQUESTS, "Edge functions, before and after", "calls", "edge"),
    "object_reads": CostPart(CostGroup.REQUESTS, "Reads of what the edge lacked", "reads", "get"),
    "object_writes": CostPart(CostGroup.REQUESTS, "Objects written and listed", "writes", "put"),
    "made": CostPart(CostGroup.REQUESTS, "Variants stored on demand", "misses", "put", MADE_OF_MISSES),
    "record_writes": CostPart(CostGroup.REQUESTS, "Records written", "write units", "write"),
    "vectors_put": CostPart(CostGroup.REQUESTS, "Vectors written", "bytes", "vectors put", GB, is_estimate=False),
    "sentences": CostPart(CostGroup.AI, "Sentences that pictures were found by", "tokens", "embedded text"),
    "sentence_queries": CostPart(
        CostGroup.REQUESTS, "Questions to the index of vectors", "queries", "vectors query", is_estimate=False
    ),
    "messages": CostPart(CostGroup.REQUESTS, "Messages", "requests", "queue"),
    "transfer": CostPart(CostGroup.TRANSFER, "Bytes to viewers", "bytes", "egress", GB, is_estimate=False),
    "compute": CostPart(
        CostGroup.COMPUTE, "Checks, presets and models", "MB-milliseconds", "compute", 1024 * 1000, is_estimate=False
    ),
    "assumed_compute": CostPart(CostGroup.COMPUTE, "Other run time of functions", "MB-seconds", "compute", 1024),
    "ai": CostPart(CostGroup.AI, "What models were paid", "micro-dollars", None, is_estimate=False),
    "purges": CostPart(CostGroup.PURGES, "Purges of the edge", "invalidations", "purge", is_estimate=False),
}


class CostLine(Resource):
    part: str
    group: CostGroup
    what: str
    units: int
    unit: str
    amount: str
    """Dollars, exact: units times the list price."""
    is_estimate: bool
    """Whether its units follow from assumptions, and were not counted."""


class CostForecast(Resource):
    """The whole of the running month, if it goes on as it has begun."""

    total: str
    """Dollars. What is stored stays; everything else goes on at the same pace."""
    lines: list[CostLine]


class CostReceipt(Resource):
    scope: CostScope | Literal["installation"]
    id: str
    """Of the image, the album or the owner. Empty for the installation."""
    month: str
    currency: str
    """Always `USD`."""
    prices_as_of: str
    """The day of the table of prices."""
    is_complete: bool
    """Whether the month is over."""
    total: str
    """Dollars: the sum of the lines."""
    lines: list[CostLine]
    forecast: CostForecast | None
    """null for a month that is over."""
