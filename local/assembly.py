"""The synthesized application in CDK's output folder: stacks in order, resources, asset folders."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


class AssemblyError(Exception):
    """The output folder is not a cloud assembly that can start here."""


@dataclass(frozen=True)
class Resource:
    """One resource of a template, with unresolved properties."""

    stack: str
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Stack:
    name: str
    template: Mapping[str, Any]
    assets: Mapping[str, Path]  # object key in the asset bucket -> folder or file in the assembly

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        return {
            logical_id: Resource(
                self.name, logical_id, body["Type"], body.get("Properties", {}), body.get("Metadata", {})
            )
            for logical_id, body in self.template.get("Resources", {}).items()
        }


@dataclass(frozen=True)
class Assembly:
    """Stacks in dependency order: every stack follows the ones that it depends on."""

    directory: Path
    stacks: tuple[Stack, ...]

    @property
    def name(self) -> str:
        """The common prefix of the stack names."""
        return self.stacks[0].name.split("-", 1)[0].lower()

    def stack(self, name: str) -> Stack:
        return next(stack for stack in self.stacks if stack.name == name)

    def resources(self, *types: str) -> Iterator[Resource]:
        """Every resource of the given CloudFormation types, stack by stack."""
        for stack in self.stacks:
            yield from (resource for resource in stack.resources.values() if resource.type in types)

    def metadata(self, key: str) -> Iterator[Any]:
        """The values under `key` in the templates' top-level metadata."""
        for stack in self.stacks:
            if key in stack.template.get("Metadata", {}):
                yield stack.template["Metadata"][key]


def read_assembly(directory: Path) -> Assembly:
    """The assembly in `directory`. Raises AssemblyError if there is none."""
    manifest = directory / "manifest.json"
    if not manifest.is_file():
        raise AssemblyError(f"no cloud assembly in {directory}: manifest.json is missing")
    artifacts = json.loads(manifest.read_text())["artifacts"]
    stacks = {name: body for name, body in artifacts.items() if body["type"] == "aws:cloudformation:stack"}
    ordered = _in_order({name: body.get("dependencies", []) for name, body in stacks.items()})
    return Assembly(directory, tuple(_read_stack(directory, name, stacks[name]["properties"]) for name in ordered))


def _in_order(dependencies: Mapping[str, list[str]]) -> list[str]:
    done: list[str] = []

    def visit(name: str) -> None:
        for before in dependencies[name]:
            if before in dependencies:
                visit(before)
        if name not in done:
            done.append(name)

    for name in dependencies:
        visit(name)
    return done


def _read_stack(directory: Path, name: str, properties: Mapping[str, Any]) -> Stack:
    template_file = directory / properties["templateFile"]
    assets_file = template_file.with_name(template_file.name.replace(".template.json", ".assets.json"))
    files = json.loads(assets_file.read_text()).get("files", {}) if assets_file.is_file() else {}
    assets = {
        destination["objectKey"]: directory / body["source"]["path"]
        for body in files.values()
        for destination in body["destinations"].values()
        if "path" in body["source"]
    }
    return Stack(properties.get("stackName", name), json.loads(template_file.read_text()), assets)
