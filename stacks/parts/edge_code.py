"""What is deployed of the edge function: CloudFront takes 10 KB, so comments, spaces and long names stay here."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import esprima

GATEWAY = Path(__file__).parents[1] / "edge" / "gateway.js"
ENTRANCE = "handler"
"""What CloudFront calls."""
MAX_BYTES = 10 * 1024
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html, CloudFront Functions."""
_WIDTHS = "const WIDTHS = [];"
_WORD = re.compile(r"[\w$]")
_KEYWORDS = frozenset({"as", "do", "if", "in", "is", "of"})


def gateway_code(widths: Sequence[int] = ()) -> str:
    """The function as it is deployed; with widths (ascending), those that others are snapped to.

    Raises ValueError when there are more of them than the edge has room for.
    """
    before, after = GATEWAY.read_text().split(_WIDTHS)
    code = shortened(f"{before}const WIDTHS = [{', '.join(map(str, widths))}];{after}")
    if len(code) > MAX_BYTES:
        raise ValueError(
            f"widths: {len(widths)} of them make the edge function larger than the {MAX_BYTES} bytes that CloudFront takes; "
            "name fewer, or leave snap_widths off"
        )
    return code


def shortened(source: str) -> str:
    """The same program in fewer bytes: without comments and idle spaces, and with short names for what it declares.

    Small letters are for what a statement of the top level declares inside, so each of them starts with `a` again;
    capitals, and two letters when they run out, are for what the top level itself declares. Names of properties stay.
    Every statement has to end with its semicolon.
    """
    program = esprima.parseScript(source, {"range": True})
    outside, properties = _top_level_names(program), _properties(program)
    tokens = list(esprima.tokenize(source, {"range": True}))
    foreign = {token.value for token in tokens if token.type == "Identifier"} - _declared(program)
    names = _shortest(outside - {ENTRANCE}, tokens, letters=ascii_uppercase, taken=foreign)
    text = ""
    for statement in program.body:
        part = [token for token in tokens if statement.range[0] <= token.range[0] < statement.range[1]]
        inside = _declared(statement) - outside
        known = names | _shortest(inside, part, letters=ascii_lowercase, taken=foreign)
        for token in part:
            is_name = token.type == "Identifier" and token.range[0] not in properties
            text = _joined(text, known.get(token.value, token.value) if is_name else token.value)
    return text


def _shortest(names: set[str], tokens: list[Any], *, letters: str, taken: set[str]) -> dict[str, str]:
    """A short name for each, the shortest for what is said most often; none that the program has for something else."""
    uses = Counter(token.value for token in tokens if token.type == "Identifier")
    ordered = sorted(names, key=lambda name: (-uses[name], name))
    return dict(zip(ordered, _short_names(letters, taken), strict=False))


def _short_names(letters: str, taken: set[str]) -> Iterator[str]:
    for length in count(1):
        names = map("".join, product(letters, repeat=length))
        yield from (name for name in names if name not in taken | _KEYWORDS)


def _joined(text: str, word: str) -> str:
    if word == "}":
        text = text.removesuffix(";")  # the brace ends the statement, too
    needs_space = text and _WORD.match(text[-1]) and _WORD.match(word[0])
    return f"{text} {word}" if needs_space else text + word


def _top_level_names(program: Any) -> set[str]:
    names = (
        statement.declarations if statement.type == "VariableDeclaration" else [statement] for statement in program.body
    )
    return {each.id.name for declared in names for each in declared if each.id is not None}


def _declared(part: Any) -> set[str]:
    return {each.name for node in _nodes(part) for each in _declared_by(node) if each is not None}


def _properties(program: Any) -> set[int]:
    """Where names of properties begin. Raises ValueError for one taken from a variable, which could have no other."""
    found: set[int] = set()
    for node in _nodes(program):
        if node.type == "MemberExpression" and not node.computed:
            found.add(node.property.range[0])
        elif node.type == "Property" and not node.computed:
            if node.shorthand:
                raise ValueError(f"{node.key.name}: write its name and its value")
            found.add(node.key.range[0])
    return found


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
