"""Import rules of our own for import-linter, which `make check` runs; pyproject.toml says what they are applied to."""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter.application import output
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck


class FrontDoors(Contract):
    """From outside a package, only its `__init__` is imported; so nobody but its own package imports a store.

    A package has a front door when its `__init__` imports modules of its own. Packages directly below `root` that have
    none are named in `open_packages`, so that a new package decides. `exceptions` are single modules behind a door.
    """

    type_name = "front_doors"

    root = fields.StringField()
    open_packages = fields.SetField(subfield=fields.StringField())
    exceptions = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        root, opened = str(self.root), {str(each) for each in self.open_packages}  # type: ignore[attr-defined]
        excepted = {str(each) for each in self.exceptions or ()}  # type: ignore[attr-defined]
        behind = [found for package in _packages_with_door(graph, root) for found in _behind(graph, package)]
        wrong = [f"{importer} imports {imported}" for importer, imported in behind if imported not in excepted]
        closed = {
            package
            for package in graph.find_children(root)
            if graph.find_children(package) and not _has_door(graph, package)
        }
        wrong += [f"{package} has no front door and is not in open_packages" for package in closed - opened]
        wrong += [f"{package} is in open_packages and need not be" for package in opened - closed]
        wrong += [
            f"{module} is in exceptions and need not be" for module in excepted - {module for _, module in behind}
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": sorted(set(wrong))})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["wrong"]:
            output.print_error(line)


class ForbiddenOnceThere(ForbiddenContract):
    """`forbidden`, for modules that are yet to be written: source modules that do not exist are left out."""

    type_name = "forbidden_once_there"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        there = {each for each in self.source_modules if each.expression in graph.modules}  # type: ignore[attr-defined]
        if not there:
            return ContractCheck(kept=True)
        self.source_modules = there
        return super().check(graph, verbose)


def _packages_with_door(graph: ImportGraph, root: str) -> Iterator[str]:
    for module in sorted(graph.find_descendants(root)):
        if graph.find_children(module) and _has_door(graph, module):
            yield module


def _has_door(graph: ImportGraph, package: str) -> bool:
    return any(imported.startswith(f"{package}.") for imported in graph.find_modules_directly_imported_by(package))


def _behind(graph: ImportGraph, package: str) -> Iterator[tuple[str, str]]:
    """Imports from outside a package of what lies behind its door: the importer, and what it imports."""
    for module in sorted(graph.find_descendants(package)):
        for importer in sorted(graph.find_modules_that_directly_import(module)):
            if importer != package and not importer.startswith(f"{package}."):
                yield importer, module
