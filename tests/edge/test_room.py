"""The image function has room for a look into a KeyValueStore (decision 0020): a draft of one is built, and run."""

import json
from pathlib import Path
from typing import Any

import pytest
import quickjs

from local.edge_runtime import RUNTIME
from stacks.parts.edge_code import MAX_BYTES, bundled
from tests.edge.function import a_request
from tests.edge.guard import IMPORT_OF_RUNTIME, objections

OWN = "d111111abcdef8.cloudfront.net"
STORE = """
var reads = 0;
var cf = { kvs: () => ({ get: (key) => (reads++, key === "pictures.example.com" ? Promise.resolve("alice") : Promise.reject(key)) }) };
"""
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html: `get` gives a promise,
which fails for a key that the store does not have."""


@pytest.fixture(scope="module")
def code() -> str:
    return bundled(Path(__file__).parent / "hosts.js")


def _answer(code: str, host: str, path: str) -> tuple[dict[str, Any], int]:
    """What the function returns, and how often it reads the store."""
    found = IMPORT_OF_RUNTIME.match(code)
    assert found is not None
    name = found[0].split()[1]
    engine = quickjs.Context()
    engine.eval(RUNTIME + STORE.replace("cf =", f"{name} =") + code[found.end() :])
    event = {
        "context": {"distributionDomainName": OWN, "requestId": "r"},
        "request": a_request(path, headers={"host": host}),
    }
    del event["request"]["rawQueryString"]
    engine.eval(
        f"var kept; handler(__event({json.dumps(json.dumps(event))}, '')).then((value) => (kept = JSON.stringify(value)))"
    )
    while engine.execute_pending_job():
        pass
    return json.loads(engine.get("kept")), int(engine.get("reads"))


def test_there_is_room_for_hosts_and_more(code: str) -> None:
    assert len(code) + 1_400 <= MAX_BYTES
    assert objections(code) == []


@pytest.mark.parametrize(
    ("host", "path", "uri", "reads"),
    [
        (OWN, "/alice/trips/a.jpg/w512", "/alice/trips/a.jpg/w512.jpg", 0),
        ("pictures.example.com", "/trips/a.jpg/w512", "/alice/trips/a.jpg/w512.jpg", 1),
        ("elsewhere.example.com", "/trips/a.jpg/w512", None, 1),
    ],
)
def test_only_a_host_of_ones_own_costs_a_read(code: str, host: str, path: str, uri: str | None, reads: int) -> None:
    answer, read = _answer(code, host, path)
    assert (answer.get("uri"), read) == (uri, reads)
