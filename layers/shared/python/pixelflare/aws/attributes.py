"""Converts Python values to DynamoDB attribute values and back. boto3 can do this too, but costs an import of boto3."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves out None and empty sets. DynamoDB has no empty set, and a missing attribute reads as the default."""
    return {name: to_attribute(value) for name, value in item.items() if value is not None and value != frozenset()}


def to_attribute(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float() | Decimal():
            return {"N": str(value)}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case Mapping():
            return {"M": to_attributes(value)}
        case list() | tuple():
            return {"L": [to_attribute(element) for element in value]}
        case None:
            return {"NULL": True}
    raise TypeError(f"no attribute type for {type(value).__name__}")


def from_attributes(attributes: Mapping[str, Any]) -> Item:
    return {name: from_attribute(value) for name, value in attributes.items()}


def from_attribute(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value) if value.lstrip("-").isdigit() else float(value)
        case "SS":
            return frozenset(value)
        case "M":
            return from_attributes(value)
        case "L":
            return [from_attribute(element) for element in value]
        case "NULL":
            return None
    raise TypeError(f"this application writes no attributes of type {kind}")
