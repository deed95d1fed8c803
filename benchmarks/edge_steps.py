"""Counts what an edge function executes: its code is given counters, and runs as it is deployed otherwise.

The embedded engine shows no instruction counter, and CloudFront's engine can not be had. So each operation of the
program counts as one step: a call, an operator, a member, a literal object or array and each property of it, an
assignment, a branch, the making of a function. Names and plain literals count nothing. njs, CloudFront's likely engine,
compiles a step to about two of its instructions. The figure is the same on every machine and at every run.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import esprima
import quickjs

from local.edge_runtime import RUNTIME

_FREE = frozenset(
    {
        *("Identifier", "Literal", "TemplateElement", "Program", "BlockStatement", "EmptyStatement"),
        *("ExpressionStatement", "VariableDeclaration", "FunctionDeclaration", "SequenceExpression"),
    }
)
"""Nodes that nothing is executed for beside what is below them."""
_FUNCTIONS = ("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
_BRANCHES = {
    "LogicalExpression": ("right",),
    "ConditionalExpression": ("consequent", "alternate"),
    "IfStatement": ("consequent", "alternate"),
    "ForStatement": ("test", "update", "body"),
    "WhileStatement": ("test", "body"),
    "CatchClause": ("body",),
}
"""What is executed not once for its node, but depending on it."""


class Steps(NamedTuple):
    """What was executed: steps, and among them the calls of the engine's own methods, whose insides are not counted."""

    steps: int
    methods: int


class CountedFunction:
    """A loaded function that counts."""

    def __init__(self, code: str) -> None:
        self._context = quickjs.Context()
        self._context.eval("var __steps = 0, __methods = 0;" + RUNTIME)
        self._context.eval(with_counters(code))
        self._context.eval("function __call(text, query) { return JSON.stringify(handler(__event(text, query))); }")
        self.loading = self._counted()

    def call(self, event: dict[str, Any], query: str) -> tuple[Steps, Any]:
        """What one event takes, and what the function returned."""
        returned = json.loads(self._context.get("__call")(json.dumps(event), query))
        return self._counted(), returned

    def _counted(self) -> Steps:
        counted = Steps(int(self._context.get("__steps")), int(self._context.get("__methods")))
        self._context.eval("__steps = 0; __methods = 0;")
        return counted


def with_counters(code: str) -> str:
    """The same program, which counts in `__steps` and `__methods` what it executes."""
    inserted: list[tuple[tuple[int, int, int], str]] = []
    for node, depth, is_listed in _units(esprima.parseScript(code, {"range": True}), 0):
        start, end = node.range
        before, after = _around(node, is_listed)
        inserted += [((start, 1, depth), before), ((end, 0, -depth), after)]
    at, text = 0, ""
    for (position, _, _), piece in sorted(inserted):
        text += code[at:position] + piece
        at = position
    return text + code[at:]


def _units(node: Any, depth: int) -> Iterator[tuple[Any, int, bool]]:
    """What is executed as a whole or not at all: statements (in a list or alone) and the branches of expressions."""
    listed = node.body if node.type in ("Program", "BlockStatement") else []
    branches = [child for name in _BRANCHES.get(node.type, ()) if (child := getattr(node, name)) is not None]
    if node.type in _FUNCTIONS:
        branches = [node.body]
    for child in _children(node):
        is_listed = any(child is each for each in listed)
        is_unit = is_listed or any(child is each for each in branches)
        if is_unit and child.type not in ("FunctionDeclaration", "BlockStatement"):
            yield child, depth, is_listed
        yield from _units(child, depth + 1)


def _around(node: Any, is_listed: bool) -> tuple[str, str]:
    steps, methods = _cost(node)
    count = f"__steps+={steps},__methods+={methods}"
    is_statement = node.type.endswith("Statement") or node.type == "VariableDeclaration"
    if not is_statement:
        return f"({count},", ")"
    return (f"{count};", "") if is_listed else (f"{{{count};", "}")


def _cost(node: Any) -> tuple[int, int]:
    """The steps of a unit and the methods that it calls, without the units inside."""
    steps = 0 if node.type in _FREE and not getattr(node, "regex", None) else 1
    methods = int(node.type == "CallExpression" and node.callee.type == "MemberExpression" and not node.callee.computed)
    if node.type in _FUNCTIONS:
        return 1, 0
    apart = [getattr(node, name) for name in _BRANCHES.get(node.type, ())]
    for child in _children(node):
        if not any(child is each for each in apart) and node.type != "BlockStatement":
            inner = _cost(child)
            steps, methods = steps + inner[0], methods + inner[1]
    return steps, methods


def _children(node: Any) -> Iterator[Any]:
    for value in vars(node).values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, esprima.nodes.Node):
                yield each
