"""Requests and answers of an AWS service that speaks XML, by botocore's own model of it."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def parsed(shape: Any, body: bytes) -> dict[str, Any]:
    """The members of a request's body. Raises ValueError for what is no XML."""
    if not body:
        return {}
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - it comes from functions of this machine
    except ElementTree.ParseError as error:
        raise ValueError("the body is no XML") from error
    found: dict[str, Any] = _value(shape, root)
    return found


def written(shape: Any, value: Mapping[str, Any], *, tag: str, namespace: str) -> bytes:
    """One element with what the value has of the shape's members."""
    return (_HEAD + _element(shape, value, f'{tag} xmlns="{namespace}"')).encode()


def _value(shape: Any, element: ElementTree.Element) -> Any:
    match shape.type_name:
        case "structure":
            children = {_local(child): child for child in element}
            names = {each.serialization.get("name", name): (name, each) for name, each in shape.members.items()}
            return {name: _value(each, children[wire]) for wire, (name, each) in names.items() if wire in children}
        case "list":
            return [_value(shape.member, child) for child in element]
        case "boolean":
            return element.text == "true"
        case "integer" | "long":
            return int(element.text or "")
        case _:
            return element.text or ""


def _element(shape: Any, value: Any, tag: str) -> str:
    name = tag.partition(" ")[0]
    match shape.type_name:
        case "structure":
            inner = "".join(
                _element(each, value[member], each.serialization.get("name", member))
                for member, each in shape.members.items()
                if value.get(member) is not None
            )
        case "list":
            item = shape.member.serialization.get("name", "member")
            inner = "".join(_element(shape.member, each, item) for each in value)
        case "boolean":
            inner = "true" if value else "false"
        case _:
            inner = escape(str(value))
    return f"<{tag}>{inner}</{name}>"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
