"""Our own import rules, on small graphs: a rule that finds nothing is no rule."""

from grimp import ImportGraph
from importlinter import configuration
from importlinter.domain.contract import ContractCheck

from tests.import_rules import ForbiddenOnceThere, FrontDoors

configuration.configure()

SESSION = {"root_packages": ["app"]}


def _graph(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for module in ("app", "app.shop", "app.shop.store", "app.shop.prices", "app.kit", "app.kit.clock", "app.user"):
        graph.add_module(module)
    for importer, imported in (("app.shop", "app.shop.prices"), *imports):
        graph.add_import(importer=importer, imported=imported)
    return graph


def _front_doors(graph: ImportGraph, *, exceptions: list[str] | None = None, kit: str = "app.kit") -> list[str]:
    options = {"root": "app", "open_packages": [kit], "exceptions": exceptions or []}
    found: ContractCheck = FrontDoors("doors", SESSION, options).check(graph, verbose=False)
    wrong: list[str] = found.metadata["wrong"]
    assert found.kept == (wrong == [])
    return wrong


def test_a_package_is_entered_by_its_front_door_and_by_its_own_modules() -> None:
    graph = _graph(("app.user", "app.shop"), ("app.shop.prices", "app.shop.store"), ("app.user", "app.kit.clock"))
    assert _front_doors(graph) == []


def test_whoever_goes_past_the_front_door_is_named() -> None:
    assert _front_doors(_graph(("app.user", "app.shop.store"))) == ["app.user imports app.shop.store"]


def test_an_exception_admits_one_module_and_must_be_used() -> None:
    assert _front_doors(_graph(("app.user", "app.shop.store")), exceptions=["app.shop.store"]) == []
    unused = "app.shop.store is in exceptions and need not be"
    assert _front_doors(_graph(), exceptions=["app.shop.store"]) == [unused]


def test_a_package_without_a_front_door_has_to_say_so() -> None:
    assert _front_doors(_graph(), kit="app.shop") == [
        "app.kit has no front door and is not in open_packages",
        "app.shop is in open_packages and need not be",
    ]


def _forbidden(graph: ImportGraph, sources: list[str]) -> bool:
    options = {"source_modules": sources, "forbidden_modules": ["app.kit"]}
    return ForbiddenOnceThere("later", SESSION, options).check(graph, verbose=False).kept


def test_what_is_not_written_yet_breaks_no_rule_and_what_is_may() -> None:
    graph = _graph(("app.user", "app.kit.clock"))
    assert _forbidden(graph, ["app.studio"])
    assert not _forbidden(graph, ["app.studio", "app.user"])
