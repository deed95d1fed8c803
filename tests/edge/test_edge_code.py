"""What is deployed: small enough, and the same program as what is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.parts import edge_code as module
from stacks.parts.edge_code import BOUNDS, DOMAIN_KINDS, KINDS, MAX_BYTES, SOURCES, Kind, edge_code, kind_of
from tests.edge.function import Edge, a_request

VECTORS: dict[str, list[dict[str, Any]]] = json.loads((SOURCES / "vectors.json").read_text())
MAX_LINES = 200


@pytest.mark.parametrize("application", [False, True])
@pytest.mark.parametrize("kind", [*KINDS, *DOMAIN_KINDS])
def test_a_function_stays_within_its_bound(kind: Kind, application: bool) -> None:
    assert len(edge_code(kind, application=application).encode()) <= BOUNDS[kind] <= MAX_BYTES


def test_the_image_function_has_room_for_what_comes() -> None:
    assert {kind: BOUNDS[kind] for kind in KINDS} == {"images": 8_700, "api": 3_000, "pages": 3_000, "response": 3_000}
    assert MAX_BYTES == 10_240


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.js")), ids=lambda file: file.name)
def test_a_file_can_be_read_in_one_sitting(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("vector", VECTORS["requests"], ids=lambda vector: vector["name"])
def test_the_deployed_program_answers_as_the_one_that_is_read(vector: dict[str, Any]) -> None:
    accept = {"accept": vector["accept"]} if isinstance(vector.get("accept"), str) else {}
    request = a_request(vector["path"], query=vector.get("query", ""), headers=accept)
    assert DEPLOYED.on_request(request) == READ.on_request(request)


DEPLOYED, READ = Edge(), Edge(readable=True)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_entrance_keeps_its_name(kind: Kind) -> None:
    code = edge_code(kind)
    assert code.count("function handler(") == 1
    assert "export" not in code
    assert "isSuspicious" not in code


@pytest.mark.parametrize("count", [1, 60])
def test_widths_are_put_into_the_deployed_program(count: int) -> None:
    widths = range(4096 - count + 1, 4097)
    code = edge_code("images", widths=widths)
    assert f'"{" ".join(map(str, widths))}"' in code
    assert len(code) <= MAX_BYTES


def test_without_widths_nothing_is_left_of_snapping() -> None:
    assert [edge_code("images", widths=widths).count(".find(") for widths in ([], [320])] == [1, 2]


def test_more_widths_than_the_edge_has_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match=r"widths: 900 .* 10240 bytes"):
        edge_code("images", widths=range(1, 901))


def test_a_missing_tool_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ESBUILD", Path("nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere is missing: run make setup"):
        edge_code("api", widths=[7])


@pytest.mark.parametrize(
    "source", ["export const handler = (event) => event;", "export function other(event) { return event; }", ""]
)
def test_a_module_without_the_entrance_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="handler"):
        module._as_script(source)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "images"),
        ("/alice/default/a.jpg", "images"),
        ("/p/img_1.jpg/original", "images"),
        ("/api", "images"),
        ("/api/v1/images", "api"),
        ("/i/img_1", "api"),
        ("/s/abc", "api"),
        ("/u/anna", "api"),
        ("/report", "api"),
        ("/auth/github/token", "api"),
        ("/_auth-check", "api"),
        ("/mcp", "api"),
        ("/mcp/default/a.jpg", "images"),
        ("/_gateway/health", "api"),
        ("/docs", "pages"),
        ("/docs/api/", "pages"),
        ("/app", "pages"),
        ("/app/images", "pages"),
        ("/apple", "images"),
    ],
)
def test_each_path_has_its_function(path: str, kind: Kind) -> None:
    assert kind_of(path) == kind
