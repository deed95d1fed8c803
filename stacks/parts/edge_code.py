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

    A name gets one short name wherever it stands, unless it is that of a property there: so no two things are called
    the same that were not before. Every statement has to end with its semicolon.
    """
    declared, used, properties = _names(esprima.parseScript(source, {"range": True}))
    tokens = esprima.tokenize(source, {"range": True})
    uses = Counter(token.value for token in tokens if token.type == "Identifier")
    renamed = sorted(declared - {ENTRANCE}, key=lambda name: (-uses[name], name))
    short = dict(zip(renamed, _short_names(used - set(renamed)), strict=False))
    text = ""
    for token in tokens:
        is_name = token.type == "Identifier" and token.range[0] not in properties
        written = short.get(token.value, token.value) if is_name else token.value
        if written == "}":
            text = text.removesuffix(";")  # the brace ends the statement, too
        needs_space = text and _WORD.match(text[-1]) and _WORD.match(written[0])
        text += f" {written}" if needs_space else written
    return text


def _names(program: Any) -> tuple[set[str], set[str], set[int]]:
    """What the program declares, every name in it, and where those of properties begin.

    Raises ValueError for a property that takes its name from a variable, which could not be called otherwise.
    """
    declared: set[str] = set()
    used: set[str] = set()
    properties: set[int] = set()
    for node in _nodes(program):
        if node.type == "Identifier":
            used.add(node.name)
        declared |= {each.name for each in _declared_by(node) if each is not None}
        if node.type == "MemberExpression" and not node.computed:
            properties.add(node.property.range[0])
        elif node.type == "Property" and not node.computed:
            if node.shorthand:
                raise ValueError(f"{node.key.name}: write its name and its value")
            properties.add(node.key.range[0])
    return declared, used, properties


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
