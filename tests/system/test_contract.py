"""Requests that schemathesis makes up from the document, through the running edge: never a 5xx, and nothing undocumented.

`make fuzz` asks many times as much.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api_document import api_document
from tests.photographs import photograph
from tests.system.runtime import Runtime

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
"""Of valid and of invalid requests, for each operation."""
CALLS_OF_ONE_USER = 60
"""Far below every limit, so that no 429 hides a route."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@cache
def operations() -> dict[str, Any]:
    document = deepcopy(api_document())
    for path in document["paths"].values():
        path.pop("servers", None)  # the tests know where /_auth-check lies
    schema = schemathesis.openapi.from_dict(document)
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


class Person:
    """Somebody who owns one thing of each kind, and is replaced before a limit is met."""

    def __init__(self, runtime: Runtime, *, picture: bytes) -> None:
        self._runtime = runtime
        self._picture = picture
        self._calls = CALLS_OF_ONE_USER
        self.name = ""
        self.things: dict[str, str] = {}

    def turn(self) -> dict[str, str]:
        """The headers of the next call."""
        if self._calls >= CALLS_OF_ONE_USER:
            self._begin_anew()
        self._calls += 1
        return {"X-Mock-Auth": self.name}

    def _begin_anew(self) -> None:
        self.name, self._calls = f"f{uuid4().hex[:12]}", 0
        form = self._post("/images", {"filename": "sea.jpg", "album": "trips", "tags": ["sea"]})
        httpx.post(form["uploadUrl"], data=form["fields"], files={"file": ("f", self._picture)}, timeout=60)
        key = self._post("/keys", {"name": "k", "scopes": ["read"]})
        self.things = {"image_id": form["imageId"], "slug": "trips", "tag": "sea", "key_id": key["key_id"]}

    def _post(self, path: str, body: Any) -> dict[str, Any]:
        url = f"{self._runtime.url}/api/v1{path}"
        answer = httpx.post(url, json=body, headers={"X-Mock-Auth": self.name}, timeout=60)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
def person(runtime: Runtime) -> Iterator[Person]:
    yield Person(runtime, picture=photograph("rocket.jpg"))
    runtime.control("drain")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize("label", operations())
def test_answers_are_documented(runtime: Runtime, person: Person, label: str, mode: GenerationMode) -> None:
    operation = operations()[label]
    base_url = runtime.url if operation.path.startswith("/_") else f"{runtime.url}/api"

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES <= 5,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), meant=st.booleans())
    def ask(case: Any, meant: bool) -> None:
        headers = person.turn()
        if meant:  # what is there; otherwise what was made up
            case.path_parameters = {
                name: person.things.get(name, value) for name, value in case.path_parameters.items()
            }
        case.call_and_validate(base_url=base_url, headers=headers, checks=CHECKS, timeout=60, allow_redirects=False)

    ask()
