"""What an owner has in the end: whether tables, buckets and index agree, and what is there."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import FakeKey

from local.tables.service import table_of
from operations.doctor import services_of
from pixelflare.cleanup.doctor import visit
from pixelflare.usage.counters import CHANGES
from schema.keys.cache_tags import CACHE_TAG_HEADER
from schema.keys.core import USAGE
from tests.integration.cloud import Cloud

BUCKETS = ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET")
TABLES = ("CORE_TABLE", "DERIVED_TABLE", "EPHEMERAL_TABLE", "AUDIT_TABLE")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)")
_MEASURED = re.compile(r'"(ms|\w*at|\w*until)": \{"N": "\d+"\}')
"""Seconds of a clock, and how long something took."""
_OF_THINGS = re.compile(r"\b(mem|shr|hook|dom|imp|exp|rpt)([_-])[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}\b")
_OF_LINKS = re.compile(r"SH#[0-9a-f]{64}")
_SHARD = re.compile(r"W#(\w+)#\d")
_PASSING = frozenset(
    {
        *("version", "album_version", "revision", "nonce", "generation", "parts", "exp", "updated_at", "spent_mb_ms"),
        *("tokens", "queries"),  # of sentences: a client that asks twice has asked twice
        *("sealed", "job_id", "username", "token", "sub"),  # another text each time
    }
)
"""What differs between two ways to the same end."""
_OF_ATTEMPTS = {"#BACKUPRUN": {"runs", "uploaded"}, "#RESTORE": {"images", "there_already", "bytes"}}
"""By sort key: how often it was tried, and what was left for each time."""


def forget_everything(cloud: Cloud) -> None:
    """An empty installation. The emulator keeps rows and objects in plain dictionaries."""
    for bucket in (*BUCKETS, "LOGS_BUCKET"):
        _kept(cloud, bucket).clear()
    for table in TABLES:
        items = table_of(cloud.variables[table])
        for row in cloud.rows(table):
            items.delete({name: row[name] for name in items.key.names})
        items.take_written()
        if items.stream:
            items.stream.take(1_000_000)


def disagreements(cloud: Cloud, owners: list[str]) -> list[str]:
    """What the doctor finds, in its own words: at these owners, and of what belongs to nobody."""
    services = services_of(cloud.provisioned.assembly, cloud.provisioned.name)
    found = visit(owners, services, nobodys=True, repair=False, pause=lambda: None)
    return [finding.says for finding in found.findings]


def owners_of(cloud: Cloud) -> list[str]:
    """All there are."""
    return sorted({row["pk"]["S"].removeprefix("O#") for row in cloud.rows("CORE_TABLE") if row["sk"]["S"] == "#U"})


def owner_of(cloud: Cloud) -> str:
    """The only one there is."""
    (owner,) = owners_of(cloud)
    return owner


Holdings = dict[str, dict[str, str]]
"""By the name of a row or an object, what it says: each attribute by itself."""


def holdings(cloud: Cloud, owner: str, *, others: Sequence[str] = ()) -> Holdings:
    """Rows, search documents and objects of the owner. Two runs that end alike say the same. `others` are who shares them."""
    core = [row for row in cloud.rows("CORE_TABLE") if owner in json.dumps(row) and row["pk"]["S"][:3] != "ID#"]
    names = (
        {
            row["image_id"]["S"]: f"ID-OF-{row['display_name']['S']}"
            for row in core
            if row["sk"]["S"].startswith(("I#", "D#")) and "display_name" in row
        }
        | {owner: "OWNER"}
        | {other: f"OTHER-{number}" for number, other in enumerate(others)}
    )
    derived = [row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"].startswith(("FD#", "F#", "S#"))]
    derived = [row for row in derived if owner in row["pk"]["S"] and not _is_empty_document(row)]
    used = [row for row in core if row["sk"]["S"].startswith(USAGE)]
    counted = [row for row in core if not row["sk"]["S"].startswith(("TC#", USAGE))]  # the doctor adds the tags' up
    found = {
        f"{row['pk']['S']} {row['sk']['S']}": {name: json.dumps(value) for name, value in row.items()}
        for row in (*counted, *derived)
    } | {f"O#{owner} {USAGE}": _sums(used)}
    for bucket in BUCKETS:
        for key, stored in _kept(cloud, bucket).items():
            if isinstance(stored, FakeKey):  # and not the mark of a deletion
                found[f"{bucket} {key}"] = {"etag": stored.etag, **stored.metadata}
    return {
        _renamed(name, names): {
            part: _renamed(text, names)
            for part, text in said.items()
            if part not in _PASSING | _OF_ATTEMPTS.get(name.rpartition(" ")[2], set())
        }
        for name, said in found.items()
    }


def difference(one: Holdings, other: Holdings) -> list[str]:
    """What only one of the two has, in words."""
    lost = [f"lost {name}" for name in sorted(one.keys() - other.keys())]
    more = [f"more {name}" for name in sorted(other.keys() - one.keys())]
    return [
        *lost,
        *more,
        *(
            f"{name} says {part} {other[name].get(part)} and not {said.get(part)}"
            for name, said in one.items()
            if name in other
            for part in sorted(said.keys() | other[name].keys())
            if said.get(part) != other[name].get(part)
        ),
    ]


def in_public(cloud: Cloud) -> set[str]:
    """The images that have objects where the edge reads for everybody, by the tag that each object bears."""
    kept = _kept(cloud, "PUBLIC_BUCKET").values()
    return {stored.metadata[CACHE_TAG_HEADER].partition(",")[0] for stored in kept if isinstance(stored, FakeKey)}


def _kept(cloud: Cloud, bucket: str) -> Any:
    """The emulator's own dictionary: reading it takes a tenth of the time of a call."""
    return get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"].buckets[cloud.variables[bucket]].keys


def _sums(rows: list[dict[str, Any]]) -> dict[str, str]:
    """What an owner uses. Which of the rows counts an image is a matter of chance."""
    sums = Counter[str]()
    for row in rows:
        for name in row.keys() - {"pk", "sk", CHANGES}:
            sums[name] += int(row[name]["N"])
    return {name: str(number) for name, number in sums.items() if number}


def _is_empty_document(row: dict[str, Any]) -> bool:
    return row["pk"]["S"].startswith("FD#") and not row["terms"]["M"]


def _renamed(line: str, names: dict[str, str]) -> str:
    for name, stand_in in names.items():
        for spelling in (name, name.replace("_", "-", 1).lower()):
            line = line.replace(spelling, stand_in)
    line = _OF_LINKS.sub("SH#", _OF_THINGS.sub(r"\1", line))
    return _SHARD.sub(r"W#\1", _MEASURED.sub(r'"\1": 0', _MOMENT.sub("T", line)))
