"""Refuses JavaScript that the laptop's engines run and CloudFront's `cloudfront-js-2.0` does not document.

Also what leans on the order of an object's keys, which ES5.1 does not promise: `for (… in …)`, `Object.keys` and its kin.

The runtime is ES5.1 with some of what came later (let, const, arrow functions, template strings, async). The parser
stops at ES2017, so optional chaining, `??` and object spread do not even parse; the rest is refused by its node.
"""

import re
from typing import Any

import esprima

from stacks.parts.edge_code import MAX_BYTES

REFUSED_NODES = frozenset(
    {
        *("ClassDeclaration", "ClassExpression", "ForOfStatement", "ForAwaitStatement", "WithStatement"),
        "ForInStatement",
        *("ObjectPattern", "ArrayPattern", "AssignmentPattern", "SpreadElement", "YieldExpression", "MetaProperty"),
    }
)
REFUSED_NAMES = frozenset(
    {"eval", "Function", "setTimeout", "setInterval", "fetch", "XMLHttpRequest", "process", "require"}
)
METHODS = frozenset(
    {
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html,
        # "Primitive objects" and "Built-in objects"
        *("charAt", "includes", "indexOf", "lastIndexOf", "map", "replace", "slice", "split", "startsWith", "test"),
        *("exec", "filter", "find", "forEach", "join", "push", "some", "toLowerCase", "trim", "hasOwnProperty", "call"),
        *("floor", "max", "min", "stringify", "toString"),
        # the same page, "Built-in modules": Buffer.from(string) and toString('base64url') of what it gives
        "from",
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html
        *("kvs", "get"),
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/general-helper-methods.html; without it
        # the order of a query's parameters is lost, and signatures of whole addresses with it
        "rawQueryString",
    }
)
"""Methods that the runtime's documentation names, as far as they are of use here and lean on no order of keys."""
IMPORT_OF_RUNTIME = re.compile(
    r"""^(?://[^\n]*\n)*import \w+ from ?['"](?:cloudfront|crypto|querystring|buffer)['"];"""
)


def objections(source: str) -> list[str]:
    """What the edge would not take, with its line; empty when there is nothing."""
    found: list[str] = []
    if len(source.encode()) > MAX_BYTES:
        found.append(f"larger than {MAX_BYTES} bytes")

    def visit(node: Any, _: Any) -> None:
        line = node.loc.start.line if node.loc else "?"
        if node.type in REFUSED_NODES:
            found.append(f"{node.type} in line {line}")
        if getattr(node, "generator", False):
            found.append(f"generator in line {line}")
        found.extend(f"{what} in line {line}" for what in _closure_objections(node))
        if node.type == "Property" and (node.shorthand or node.computed or node.method or node.kind != "init"):
            found.append(f"property without its plain name and value in line {line}")
        if node.type == "MemberExpression" and getattr(node.object, "name", "") == "Object":
            found.extend([] if _is_prototype(node) else [f"member of Object in line {line}"])
        if node.type == "Identifier" and node.name in REFUSED_NAMES:
            found.append(f"{node.name} in line {line}")
        if node.type == "CallExpression" and node.callee.type == "MemberExpression" and not node.callee.computed:
            method = node.callee.property.name
            found.extend([f"method {method} in line {line}"] if method not in METHODS else [])
        if node.type == "Literal" and getattr(node, "regex", None):
            found.extend(f"{what} in line {line}" for what in _regex_objections(node.regex.pattern, node.regex.flags))

    try:
        esprima.parseScript(IMPORT_OF_RUNTIME.sub("", source), {"loc": True}, visit)
    except esprima.Error as refusal:
        found.append(str(refusal))
    return found


def _closure_objections(node: Any) -> list[str]:
    """The documentation: "`async` arguments and closures are not supported"."""
    is_closure = node.type in ("ArrowFunctionExpression", "FunctionExpression")
    return ["async closure"] if is_closure and getattr(node, "isAsync", node.__dict__.get("async", False)) else []


def _is_prototype(node: Any) -> bool:
    return not node.computed and node.property.name == "prototype"


def _regex_objections(pattern: str, flags: str) -> list[str]:
    """ES5.1 knows neither look-behind nor property classes, nor the flags u, y and s."""
    found = [f"regular expression with {what}" for what in ("(?<", r"\p{") if what in pattern]
    return found + [f"regular expression with flag {flag}" for flag in flags if flag not in "gim"]
