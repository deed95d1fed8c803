"""The document's operations as functions that return a Call, which a client sends."""

import json
import keyword
import re
from typing import Any

from client_generator.schemas import Schema, annotation

_HEAD = '''"""The API's calls. `client.send(calls.show_image(image_id))` returns a typed answer. Generated from schema/openapi.json."""

from typing import Any, Literal

from pixelflare_client.call import Call, at
from pixelflare_client.generated import types
'''
_HEADERS = {"If-Match": "if_match", "If-None-Match": None, "X-Request-Id": None, "Idempotency-Key": "idempotency_key"}
"""Headers that a caller may set, by the name of their parameter. The client sets the others itself."""
_REPEATABLE = frozenset({"get", "put", "delete"})


def calls_module(document: Schema) -> str:
    return _HEAD + "".join(
        _function(document, method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "operationId" in operation
    )


def python_name(name: str) -> str:
    """`createImage` is `create_image`, `from` is `from_`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def _function(document: Schema, method: str, path: str, operation: Schema) -> str:
    parameters = [_resolved(document, each) for each in operation.get("parameters", [])]
    kind, media = _body(operation)
    arguments = [f"{python_name(each['name'])}: str" for each in parameters if each["in"] == "path"]
    if kind:
        required = operation["requestBody"].get("required", False)
        arguments.append(f"body: {kind}" if required else f"body: {kind} = None")
    queries = [each for each in parameters if each["in"] == "query" and each["name"] != "format"]
    headers = {each["name"]: _HEADERS[each["name"]] for each in parameters if each["in"] == "header"}
    named = [_query(each) for each in queries] + [f"{name}: str | None = None" for name in headers.values() if name]
    answer = _answer(operation)
    sent = _sent(method, path, queries, headers, media)
    return (
        f"\n\ndef {python_name(operation['operationId'])}({', '.join(arguments + (['*', *named] if named else []))})"
        f" -> Call[{answer}]:\n    {json.dumps(operation.get('summary', ''), ensure_ascii=False)}\n"
        f"    return Call(\n{sent}    )\n"
    )


def _sent(method: str, path: str, queries: list[Schema], headers: dict[str, str | None], media: str | None) -> str:
    places = ", ".join(f"{name}={python_name(name)}" for name in re.findall(r"\{(\w+)\}", path))
    lines = [f'"{method.upper()}"', f'at("{path}", {places})' if places else f'"{path}"']
    if queries:
        lines.append("query={" + ", ".join(f'"{q["name"]}": {python_name(q["name"])}' for q in queries) + "}")
    if media == "application/json":
        lines.append("json=body")
    elif media:
        lines.append("content=body")
    if headers.get("If-Match"):
        lines.append('headers={"If-Match": if_match}')
    if "Idempotency-Key" in headers:
        lines += ["takes_key=True", "key=idempotency_key"]
    if method in _REPEATABLE:
        lines.append("is_repeatable=True")
    return "".join(f"        {line},\n" for line in lines)


def _query(parameter: Schema) -> str:
    kind = annotation(parameter["schema"], within="types.")
    name = python_name(parameter["name"])
    if parameter.get("required"):
        return f"{name}: {kind}"
    return f"{name}: {kind if 'None' in kind else f'{kind} | None'} = None"


def _body(operation: Schema) -> tuple[str | None, str | None]:
    content = operation.get("requestBody", {}).get("content", {})
    for media, described in content.items():
        return annotation(described["schema"], within="types."), media
    return None, None


def _answer(operation: Schema) -> str:
    kinds = []
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            described: Any = response.get("content", {}).get("application/json")
            kinds.append(annotation(described["schema"], within="types.") if described else "None")
    return " | ".join(dict.fromkeys(kinds))


def _resolved(document: Schema, parameter: Schema) -> Schema:
    found: Schema = parameter
    if "$ref" in parameter:
        found = document["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
    return found
