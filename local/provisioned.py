"""An assembly with known names: the local name of every resource, and its resolved properties."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local import naming
from local.assembly import Assembly, Resource
from local.resolve import REGION, Scope, UnresolvedError, resolve

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
_DYNAMIC = re.compile(r"\{\{resolve:([^{}]*)\}\}")
_SECRET = re.compile(r"secretsmanager:((?:arn(?::[^:]+){6})|[^:]+)(?::SecretString(?::([^:]*)(?::[^:]*){0,2})?)?")
SIGN_IN_PATH = "/_cognito"
"""The path where the local edge plays the sign-in pages, which have their own host on Cognito."""


@dataclass(frozen=True)
class Resolved:
    """One resource as it exists here."""

    stack: str
    logical_id: str
    type: str
    identifier: str  # the result of Ref
    properties: Mapping[str, Any]
    metadata: Mapping[str, Any]


@dataclass
class Provisioned:
    """The names of a running application. `identifiers` contains those that services generated: queue URLs, pool ids.

    `secret_values` are Secrets Manager's by name and ARN. `public_keys` are those created for placeholders, by id.
    """

    assembly: Assembly
    host: str
    identifiers: dict[tuple[str, str], str] = field(default_factory=dict)
    secret_values: dict[str, str] = field(default_factory=dict, repr=False)
    public_keys: dict[str, str] = field(default_factory=dict)
    _sign_in_addresses: list[str] | None = field(default=None, repr=False)

    def scope(self, stack: str) -> Scope:
        template = self.assembly.stack(stack).template
        return Scope(
            stack=stack,
            reference=lambda name: self._reference(stack, name),
            attribute=lambda logical_id, wanted: self._attribute(stack, logical_id, wanted),
            imported=self._imported,
            output=self._output,
            conditions=template.get("Conditions", {}),
            mappings=template.get("Mappings", {}),
        )

    def value(self, stack: str, raw: Any) -> Any:
        """`raw` resolved in `stack`, with dynamic references. Addresses of the local edge use plain HTTP."""
        return self._as_here(resolve(raw, self.scope(stack)))

    def resolved(self, resource: Resource) -> Resolved:
        return Resolved(
            resource.stack,
            resource.logical_id,
            resource.type,
            self.identifier(resource),
            self.value(resource.stack, dict(resource.properties)),
            resource.metadata,
        )

    def resources(self, *types: str) -> Iterator[Resolved]:
        """Every resource of the given types, resolved."""
        yield from map(self.resolved, self.assembly.resources(*types))

    def name(self, resource: Resource) -> str:
        """The physical name: from the template, or one that is the same at every start."""
        given = resource.properties.get(naming.NAME_PROPERTY.get(resource.type, ""))
        return self.value(resource.stack, given) if given else naming.generated_name(resource)

    def identifier(self, resource: Resource) -> str:
        made_up = self.identifiers.get((resource.stack, resource.logical_id))
        return made_up if made_up is not None else naming.reference(resource, self.name(resource))

    def environment(self, function: str) -> dict[str, str]:
        """A function's own variables. `function` is its logical id or its handler's folder."""
        return dict(self.function(function).properties.get("Environment", {}).get("Variables", {}))

    def function(self, name: str) -> Resolved:
        """The function of that logical id or handler folder. Raises LookupError if there is none, or several."""
        functions = list(self.assembly.resources("AWS::Lambda::Function"))
        found = [f for f in functions if f.logical_id == name] or [
            f for f in functions if name in str(f.properties.get("Handler", "")).split(".")
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} functions are called {name}")
        return self.resolved(found[0])

    def by_identifier(self, type_: str, identifier: str) -> Resolved:
        """The resource of a type that Ref or the last part of an ARN names."""
        last = identifier.rsplit("/", 1)[-1] if type_ != "AWS::Lambda::Function" else identifier.rsplit(":", 1)[-1]
        for resource in self.assembly.resources(type_):
            if self.identifier(resource) in (identifier, last):
                return self.resolved(resource)
        raise LookupError(f"no {type_} is called {identifier}")

    def _reference(self, stack: str, name: str) -> Any:
        template = self.assembly.stack(stack)
        if name in template.resources:
            return self.identifier(template.resources[name])
        parameter = template.template.get("Parameters", {}).get(name, {})
        if "Default" in parameter:
            return parameter["Default"]
        raise UnresolvedError(f"{stack}: nothing is called {name}, or its parameter has no default")

    def _attribute(self, stack: str, logical_id: str, wanted: str) -> Any:
        resource = self.assembly.stack(stack).resources.get(logical_id)
        if resource is None:
            raise UnresolvedError(f"{stack}: no resource is called {logical_id}")
        if resource.type == "AWS::SSM::Parameter" and wanted in resource.properties:
            return self.value(stack, resource.properties[wanted])
        return naming.attribute(
            resource, wanted, name=self.name(resource), identifier=self.identifier(resource), host=self.host
        )

    def _imported(self, name: str) -> Any:
        for stack in self.assembly.stacks:
            for output in stack.template.get("Outputs", {}).values():
                if self.value(stack.name, output.get("Export", {}).get("Name")) == name:
                    return self.value(stack.name, output["Value"])
        raise UnresolvedError(f"no stack exports {name}")

    def _output(self, stack: str, name: str) -> Any:
        output = self.assembly.stack(stack).template.get("Outputs", {}).get(name)
        if output is None:
            raise UnresolvedError(f"{stack} has no output {name}")
        return self.value(stack, output["Value"])

    def _dynamic_reference(self, match: re.Match[str]) -> str:
        """The value, or the member of a JSON value, that `{{resolve:secretsmanager:...}}` names; or an SSM parameter's."""
        if match[1].startswith("ssm:"):
            return self._plain_parameter(match[1].removeprefix("ssm:"))
        named = _SECRET.fullmatch(match[1])
        if named is None or named[1] not in self.secret_values:
            raise UnresolvedError(f"{match[0]} is not known here")
        value = self.secret_values[named[1]]
        try:
            return str(json.loads(value)[named[2]]) if named[2] else value
        except (ValueError, LookupError, TypeError) as missing:
            raise UnresolvedError(f"the value of {match[0]} has no such member") from missing

    def _plain_parameter(self, name: str) -> str:
        for parameter in self.assembly.resources("AWS::SSM::Parameter"):
            if self.name(parameter) == name:
                return str(self.value(parameter.stack, parameter.properties["Value"]))
        raise UnresolvedError(f"no template has a parameter {name}")

    def _sign_in(self) -> list[str]:
        """The addresses of user pools' own pages on AWS."""
        if self._sign_in_addresses is None:
            self._sign_in_addresses = []  # while this runs: domain names contain no such address
            for domain in self.assembly.resources("AWS::Cognito::UserPoolDomain"):
                suffix = "" if "CustomDomainConfig" in domain.properties else f".auth.{REGION}.amazoncognito.com"
                self._sign_in_addresses.append(f"https://{self.name(domain)}{suffix}")
        return self._sign_in_addresses

    def _as_here(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _DYNAMIC.sub(self._dynamic_reference, value)
            for sign_in in self._sign_in():
                value = value.replace(sign_in, f"http://{self.host}{SIGN_IN_PATH}")
            address = f"https://{self.host}"
            return "http" + value[5:] if value == address or value.startswith(address + "/") else value
        if isinstance(value, list):
            return [self._as_here(each) for each in value]
        if isinstance(value, dict):
            return {name: self._as_here(each) for name, each in value.items()}
        return value
