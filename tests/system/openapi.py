"""Whether an answer is one that schema/openapi.json promises."""

import json
import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

from tests.assembly import ROOT


@cache
def document() -> dict[str, Any]:
    return json.loads((ROOT / "schema" / "openapi.json").read_text())


def check_against_document(answer: httpx.Response) -> None:
    """Fails for a status, content type or body that is not documented for the operation."""
    operation = _operation(answer.request)
    status = str(answer.status_code)
    assert status in operation["responses"], f"{answer.request.method} {answer.request.url}: {status} is not documented"
    content = operation["responses"][status].get("content")
    if not content:
        assert answer.content == b""
        return
    assert answer.headers["content-type"] == "application/json"
    schema = content["application/json"]["schema"] | {"components": document()["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())


def _operation(request: httpx.Request) -> dict[str, Any]:
    path = request.url.path.removeprefix("/api")
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and request.method.lower() in operations:
            return operations[request.method.lower()]
    raise AssertionError(f"{request.method} {path} is not documented")
