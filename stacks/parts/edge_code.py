"""What is deployed of the edge function: CloudFront takes 10 KB, so comments, spaces and long names stay here."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from string import ascii_letters
from typing import Any

import esprima

GATEWAY = Path(__file__).parents[1] / "edge" / "gateway.js"
ENTRANCE = "handler"
"""What CloudFront calls."""
_WORD = re.compile(r"[\w$]")
_LETTERS = ascii_letters
_KEYWORDS = frozenset({"as", "do", "if", "in", "is", "of"})


def gateway_code() -> str:
    return shortened(GATEWAY.read_text())


def shortened(source: str) -> str:
    """The same program in fewer bytes: without comments and idle spaces, and with short names for what it declares.

    A name gets one short name wherever it stands, and keeps its own when it is that of a property anywhere: so no two
    things are called the same that were not before. Every statement has to end with its semicolon.
    """
    declared, properties, used = _names(esprima.parseScript(source))
    tokens = esprima.tokenize(source)
    uses = Counter(token.value for token in tokens if token.type == "Identifier")
    renamed = sorted(declared - properties - {ENTRANCE}, key=lambda name: (-uses[name], name))
    short = dict(zip(renamed, _short_names(used - set(renamed)), strict=False))
    text = ""
    for token in tokens:
        written = short.get(token.value, token.value) if token.type == "Identifier" else token.value
        needs_space = text and _WORD.match(text[-1]) and _WORD.match(written[0])
        text += f" {written}" if needs_space else written
    return text


def _names(program: Any) -> tuple[set[str], set[str], set[str]]:
    """What the program declares, what it calls properties, and every name in it."""
    declared: set[str] = set()
    properties: set[str] = set()
    used: set[str] = set()
    for node in _nodes(program):
        if node.type == "Identifier":
            used.add(node.name)
        declared |= {each.name for each in _declared_by(node) if each is not None}
        if node.type == "MemberExpression" and not node.computed:
            properties.add(node.property.name)
        elif node.type == "Property" and node.key.type == "Identifier":
            properties.add(node.key.name)
    return declared, properties, used


def _declared_by(node: Any) -> list[Any]:
    if node.type == "VariableDeclarator":
        return [node.id]
    if node.type == "CatchClause":
        return [node.param]
    if node.type in ("FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"):
        return [node.id, *node.params]
    return []


def _nodes(value: Any) -> Iterator[Any]:
    """A node and all below it."""
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
    elif isinstance(value, esprima.nodes.Node):
        yield value
        for each in vars(value).values():
            yield from _nodes(each)


def _short_names(taken: set[str]) -> Iterator[str]:
    for length in count(1):
        names = map("".join, product(_LETTERS, repeat=length))
        yield from (name for name in names if name not in taken | _KEYWORDS)
