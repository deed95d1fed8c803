"""DynamoDB expressions. They name attributes as `#name`; the placeholders follow from that, so reserved words need no care."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pixelflare.aws.attributes import to_attribute


@dataclass(frozen=True)
class Condition:
    """A condition expression with the values it names."""

    expression: str
    values: Mapping[str, Any] = field(default_factory=dict)


ABSENT = Condition("attribute_not_exists(#pk)")
PRESENT = Condition("attribute_exists(#pk)")


def guarded(only_if: Condition | None) -> dict[str, Any]:
    if only_if is None:
        return {}
    return {
        "ConditionExpression": only_if.expression,
        **placeholders(only_if),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def placeholders(*conditions: Condition) -> dict[str, Any]:
    text = " ".join(condition.expression for condition in conditions)
    values = {name: to_attribute(value) for condition in conditions for name, value in condition.values.items()}
    names = {f"#{name}": name for name in re.findall(r"#(\w+)", text)}
    return {
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": values} if values else {}),
    }


def update_expression(
    set_: Mapping[str, Any], add: Mapping[str, Any], discard: Mapping[str, frozenset[str]], remove: Sequence[str]
) -> Condition:
    """SET of what has a value, REMOVE of what has none, ADD of set members and numbers, DELETE of set members."""
    values = {name: value for name, value in set_.items() if value is not None and value != frozenset()}
    gone = [*remove, *(name for name in set_ if name not in values)]
    clauses = [
        ("SET", ", ".join(f"#{name} = :set_{name}" for name in values)),
        ("ADD", ", ".join(f"#{name} :add_{name}" for name in add)),
        ("DELETE", ", ".join(f"#{name} :discard_{name}" for name in discard)),
        ("REMOVE", ", ".join(f"#{name}" for name in gone)),
    ]
    expression = " ".join(f"{verb} {what}" for verb, what in clauses if what)
    bound = {f":set_{name}": value for name, value in values.items()}
    bound |= {f":add_{name}": value for name, value in add.items()}
    return Condition(expression, bound | {f":discard_{name}": value for name, value in discard.items()})
