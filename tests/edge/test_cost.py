"""The counting of what the edge functions execute: it changes nothing, it counts right, and its table is kept up to date."""

import pytest

from benchmarks import tables
from benchmarks.edge_cost import COMMONEST, DEAREST, HEADING, Asked, section, steps_of
from benchmarks.edge_steps import CountedFunction, Steps, with_counters
from stacks.parts.edge_code import edge_code, kind_of
from tests.edge.function import Edge, EdgeFunction, a_request

MOST_COMMON, MOST_AT_ALL = 1_500, 4_000
"""Steps. CloudFront's limit is a time that only AWS can measure; these hold the growth."""


def _name(asked: Asked) -> str:
    return asked.what


def _counted(body: str) -> Steps:
    """What this body counts, in a program whose `f()` does nothing."""
    function = CountedFunction(
        f"function f() {{}} function run(e) {{ {body} }} function handler(e) {{ run(e); return 1; }}"
    )
    steps, methods = function.call({"request": {}}, "")[0]
    return Steps(steps - 2, methods)  # the call of run, and the return behind it


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ("return e;", 1),
        ("let a = 1; return a;", 2),
        ("return e ? 1 : f();", 2),
        ("return e ? f() : 1;", 3),
        ("return e || f();", 2),
        ("if (e) { f(); }", 2),
        ("if (!e) f(); else { f(); f(); }", 4),
        ("for (let i = 0; i < 3; i++) f();", 12),
        ("return [1, 2].map((n) => n + 1);", 7),
        ("return { a: 1, b: f() };", 5),
        ("try { throw f(); } catch (x) { return /a/; }", 6),
    ],
)
def test_what_is_executed_is_counted_and_nothing_else(body: str, steps: int) -> None:
    assert _counted(body).steps == steps


def test_methods_are_counted_for_themselves() -> None:
    assert _counted("return 'a b'.split(' ').map((word) => word.trim());").methods == 4


@pytest.mark.parametrize("asked", [each for each in (*COMMONEST, *DEAREST) if not each.answered], ids=_name)
def test_counters_change_no_answer(asked: Asked) -> None:
    request = a_request(asked.path, query=asked.query, headers={"accept": "image/webp"})
    counted = EdgeFunction("var __steps = 0, __methods = 0;" + with_counters(edge_code(kind_of(asked.path))))
    assert counted.on_request(request) == Edge().on_request(request)


@pytest.mark.parametrize("asked", COMMONEST, ids=_name)
def test_the_commonest_requests_stay_cheap(asked: Asked) -> None:
    assert steps_of(asked)[1].steps <= MOST_COMMON


@pytest.mark.parametrize("asked", DEAREST, ids=_name)
def test_nothing_is_dear_beyond_measure(asked: Asked) -> None:
    assert steps_of(asked)[1].steps <= MOST_AT_ALL


def test_the_table_is_up_to_date() -> None:
    """`make edge-cost` writes it: whoever makes a function execute more shows it."""
    assert (tables.RESULTS / "edge.md").read_text().partition(HEADING)[2].strip() == section().partition(HEADING)[
        2
    ].strip()
