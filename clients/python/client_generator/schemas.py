"""The document's schemas as TypedDicts: nothing is checked when an answer arrives, so a newer server's fields are no error."""

import json
import keyword
import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = '''"""The API's requests and answers. Generated from schema/openapi.json."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
'''


def types_module(document: Schema) -> str:
    return _HEAD + "".join(_definition(name, each) for name, each in sorted(document["components"]["schemas"].items()))


def class_name(schema_name: str) -> str:
    """`Page_Album_` is `PageAlbum`."""
    return schema_name.replace("_", "")


def annotation(schema: Schema, *, within: str = "") -> str:
    """The Python type of a schema. `within` goes before the names of other definitions, such as `types.`"""
    if "$ref" in schema:
        name = class_name(schema["$ref"].rpartition("/")[2])
        return f"{within}{name}" if within else f'"{name}"'
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum', [schema.get('const')])))}]"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return _union([annotation(each, within=within) for each in schema[union]])
    if schema.get("type") == "array":
        return f"list[{annotation(schema.get('items', {}), within=within)}]"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {annotation(values, within=within) if isinstance(values, dict) else 'Any'}]"
    if schema.get("format") == "binary":
        return "bytes"
    return _SCALARS.get(schema.get("type", ""), "Any")


def _union(members: list[str]) -> str:
    each = list(dict.fromkeys(members))
    quoted = any(member.startswith('"') for member in each)
    joined = " | ".join(member.strip('"') if re.fullmatch(r'"\w+"', member) else member for member in each)
    return joined if not quoted else '"' + joined.replace('"', "") + '"'


def _definition(schema_name: str, schema: Schema) -> str:
    name = class_name(schema_name)
    if "properties" not in schema:
        return f"\n{name}: TypeAlias = {annotation(schema)}\n" + _documented(schema, indent="")
    if any(keyword.iskeyword(field) for field in schema["properties"]):
        fields = ", ".join(f"{field!r}: {kind}" for field, kind, _ in _fields(schema))
        return f"\n\n{name} = TypedDict({name!r}, {{{fields}}})\n" + _documented(schema, indent="")
    lines = "".join(f"    {field}: {kind}\n{_documented(each, indent='    ')}" for field, kind, each in _fields(schema))
    return f"\n\nclass {name}(TypedDict):\n{_documented(schema, indent='    ')}{lines}"


def _fields(schema: Schema) -> Iterator[tuple[str, str, Schema]]:
    for field, each in schema["properties"].items():
        kind = annotation(each)
        yield field, kind if field in schema.get("required", ()) else f"NotRequired[{kind}]", each


def _documented(schema: Schema, *, indent: str) -> str:
    """A docstring below the definition; without quotes or backslashes of its own."""
    words = " ".join(schema.get("description", "").split())
    return f"{indent}{json.dumps(words, ensure_ascii=False)}\n" if words else ""
