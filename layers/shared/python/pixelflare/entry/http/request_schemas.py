"""Schemas of request bodies, in the form that generators of typed clients understand."""

import json
from collections.abc import Iterator
from typing import Any

_SCHEMAS = "#/components/schemas/"


def describe_defaults(document: dict[str, Any]) -> None:
    """Moves each default of a request's field from its keyword to its description, in place.

    Generators of types take a field with a `default` for one that is always there. That is right in an answer only.
    """
    schemas = document["components"]["schemas"]
    for name in sorted(_of_requests(document)):
        for field in schemas[name].get("properties", {}).values():
            if "default" in field:
                told = f"Default: `{json.dumps(field.pop('default'), ensure_ascii=False)}`."
                field["description"] = " ".join(filter(None, [field.get("description"), told]))


def _of_requests(document: dict[str, Any]) -> set[str]:
    """The names of the schemas that a request's body can contain."""
    found: set[str] = set()
    waiting = [
        operation["requestBody"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if isinstance(operation, dict) and "requestBody" in operation
    ]
    while waiting:
        for name in set(_references(waiting.pop())) - found:
            found.add(name)
            waiting.append(document["components"]["schemas"][name])
    return found


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if str(part.get("$ref", "")).startswith(_SCHEMAS):
            yield part["$ref"].removeprefix(_SCHEMAS)
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
