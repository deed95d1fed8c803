"""Resolves CloudFormation's intrinsic functions against one stack's names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "123456789012"
REGION = "us-east-1"
PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NotificationARNs": [],
}
_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")
_ABSENT = object()  # the result of AWS::NoValue, until its property is dropped


class UnresolvedError(Exception):
    """A template uses something that this cloud cannot resolve."""


@dataclass(frozen=True)
class Scope:
    """The meaning of names inside one stack."""

    stack: str
    reference: Callable[[str], Any]
    attribute: Callable[[str, str], Any]
    imported: Callable[[str], Any]
    output: Callable[[str, str], Any]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    mappings: Mapping[str, Any] = field(default_factory=dict)


def resolve(value: Any, scope: Scope) -> Any:
    """`value` with every intrinsic function replaced by its result in `scope`.

    Raises UnresolvedError for an unknown name or function.
    """
    resolved = _resolve(value, scope)
    return None if resolved is _ABSENT else resolved


def _resolve(value: Any, scope: Scope) -> Any:
    if isinstance(value, list):
        return [item for item in (_resolve(each, scope) for each in value) if item is not _ABSENT]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (name, argument), *_ = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument, scope)
        if name.startswith("Fn::"):
            raise UnresolvedError(f"{scope.stack}: {name} is not known here")
    members = {name: _resolve(each, scope) for name, each in value.items()}
    return {name: each for name, each in members.items() if each is not _ABSENT}


def _ref(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return _ABSENT
    if name in ("AWS::StackName", "AWS::StackId"):
        return scope.stack
    return PSEUDO_PARAMETERS[name] if name in PSEUDO_PARAMETERS else scope.reference(name)


def _get_att(argument: Any, scope: Scope) -> Any:
    logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(logical_id, _resolve(attribute, scope))


def _join(argument: Any, scope: Scope) -> str:
    separator, parts = argument
    return str(separator).join(str(part) for part in _resolve(parts, scope))


def _sub(argument: Any, scope: Scope) -> str:
    text, given = (argument, {}) if isinstance(argument, str) else argument
    variables = {name: _resolve(value, scope) for name, value in given.items()}

    def replacement(match: re.Match[str]) -> str:
        literal, name = match.groups()
        if literal:
            return "${" + name + "}"
        if name in variables:
            return str(variables[name])
        return str(_get_att(name, scope) if "." in name else _ref(name, scope))

    return _VARIABLE.sub(replacement, text)


def _select(argument: Any, scope: Scope) -> Any:
    index, items = argument
    return _resolve(items, scope)[int(_resolve(index, scope))]


def _split(argument: Any, scope: Scope) -> list[str]:
    separator, text = argument
    return str(_resolve(text, scope)).split(separator)


def _import_value(argument: Any, scope: Scope) -> Any:
    return scope.imported(_resolve(argument, scope))


def _stack_output(argument: Any, scope: Scope) -> Any:
    named = _resolve(argument, scope)
    return scope.output(named["StackName"], named["OutputName"])


def _find_in_map(argument: Any, scope: Scope) -> Any:
    table, first, second = (_resolve(each, scope) for each in argument[:3])
    return _resolve(scope.mappings[table][first][second], scope)


def _holds(condition: Any, scope: Scope) -> bool:
    if isinstance(condition, str):
        return _holds(scope.conditions[condition], scope)
    if isinstance(condition, dict) and set(condition) == {"Condition"}:
        return _holds(condition["Condition"], scope)
    return bool(_resolve(condition, scope))


def _if(argument: Any, scope: Scope) -> Any:
    condition, then, otherwise = argument
    return _resolve(then if _holds(condition, scope) else otherwise, scope)


def _equals(argument: Any, scope: Scope) -> bool:
    left, right = (_resolve(each, scope) for each in argument)
    return str(left) == str(right)


_FUNCTIONS: dict[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Join": _join,
    "Fn::Sub": _sub,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::ImportValue": _import_value,
    "Fn::GetStackOutput": _stack_output,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::Equals": _equals,
    "Fn::Not": lambda argument, scope: not _holds(argument[0], scope),
    "Fn::And": lambda argument, scope: all(_holds(each, scope) for each in argument),
    "Fn::Or": lambda argument, scope: any(_holds(each, scope) for each in argument),
    "Fn::GetAZs": lambda _argument, _scope: [f"{REGION}{zone}" for zone in "abc"],
}


def condition_holds(name: str, scope: Scope) -> bool:
    """Whether the template's condition of that name is true here."""
    return _holds(name, scope)
