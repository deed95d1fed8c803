"""Ways to look into templates."""

import json
from collections.abc import Iterator
from typing import Any

Resource = dict[str, Any]

PICTURES = ("*", "/p/*")
"""The path patterns of the behaviours that answer images."""


def of_type(resources: dict[str, Resource], type_: str) -> dict[str, Resource]:
    """The properties of all resources of a type, by logical id."""
    return {name: each.get("Properties", {}) for name, each in resources.items() if each["Type"] == type_}


def the(resources: dict[str, Resource], type_: str, starts: str = "") -> Resource:
    """The properties of the one resource of a type whose logical id starts so."""
    (found,) = [found for name, found in of_type(resources, type_).items() if name.startswith(starts)]
    return found


def referred(resources: dict[str, Resource], reference: dict[str, str]) -> Resource:
    """The one configuration of what is referred to, as a policy has it."""
    (config,) = resources[reference["Ref"]]["Properties"].values()
    return dict(config)


def flat(value: Any) -> str:
    """An intrinsic as readable text: joins joined, references as ${LogicalId.Attribute} wherever they come from."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(flat(part) for part in parts)
        case {"Fn::GetStackOutput": {"StackName": stack, "OutputName": name}}:
            return f"${{{stack}:{name}}}"
    return json.dumps(value)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def walk(value: Any) -> Iterator[Any]:
    """Every value inside a value, itself first."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def statements(policy: Resource) -> list[Resource]:
    return as_list(policy["PolicyDocument"]["Statement"])


def rights(resources: dict[str, Resource], function: str) -> set[tuple[str, str]]:
    """(action, resource) pairs that the role of functions/<function> has."""
    role = "".join(part.title() for part in function.split("_")) + "Role"
    pairs = set()
    for policy in of_type(resources, "AWS::IAM::Policy").values():
        if any(role_of(name).startswith(role) for name in policy["Roles"]):
            for statement in statements(policy):
                assert statement["Effect"] == "Allow"
                pairs |= {
                    (action, flat(resource))
                    for action in as_list(statement["Action"])
                    for resource in as_list(statement["Resource"])
                }
    return pairs


def role_of(reference: Any) -> str:
    """The logical id behind a reference to a role, from its own stack or from the one above."""
    return flat(reference).removeprefix("${").removesuffix("}").rpartition("PublishOutputRef")[2]
