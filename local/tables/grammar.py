"""Reads expressions: conditions, filters, key conditions, updates and projections. Each text is read once."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from local.tables.errors import TableError, invalid
from local.tables.nodes import (
    Among,
    Between,
    Bound,
    Call,
    Change,
    Compare,
    Condition,
    Either,
    Every,
    Not,
    Operand,
    Path,
    Sum,
)

T = TypeVar("T")

_TOKEN = re.compile(r"\s*(?:(<=|>=|<>|[=<>(),.\[\]+-])|([:#]?\w+))")
_RESERVED = frozenset(word.upper() for word in ReservedKeywords.get_reserved_keywords())
_COMPARATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_TESTS = {"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2}
_CALCULATED = {"size": 1}
_ASSIGNED = {"if_not_exists": 2, "list_append": 2}
_CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")


@lru_cache(2000)
def condition(text: str) -> Condition:
    reader = _Reader(text)
    read = reader.either()
    reader.end()
    return read


@lru_cache(2000)
def update(text: str) -> tuple[Change, ...]:
    reader = _Reader(text)
    changes: list[Change] = []
    seen: set[str] = set()
    while reader.peek() is not None or not seen:
        clause = reader.take().upper()
        if clause not in _CLAUSES or clause in seen:
            raise reader.error(clause)
        seen.add(clause)
        changes.append(reader.change(clause))
        while reader.skip(","):
            changes.append(reader.change(clause))
    return tuple(changes)


@lru_cache(2000)
def projection(text: str) -> tuple[Path, ...]:
    reader = _Reader(text)
    paths = reader.listed(reader.path)
    reader.end()
    return paths


class _Reader:
    """The tokens of one expression, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [match[1] or match[2] for match in _TOKEN.finditer(text)]
        self._next = 0
        if "".join(self._tokens) != re.sub(r"\s+", "", text):
            raise self.error(text)

    def error(self, token: str | None) -> TableError:
        return invalid(f'Invalid expression: Syntax error; token: "{token or "<EOF>"}", near: "{self._text}"')

    def peek(self) -> str | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if token is None or (wanted is not None and token.upper() != wanted):
            raise self.error(token)
        self._next += 1
        return token

    def skip(self, wanted: str) -> bool:
        """Whether the next token was this one, which is then behind us."""
        token = self.peek()
        found = token is not None and token.upper() == wanted
        self._next += found
        return found

    def end(self) -> None:
        if self.peek() is not None:
            raise self.error(self.peek())

    def listed(self, read: Callable[[], T]) -> tuple[T, ...]:
        found = [read()]
        while self.skip(","):
            found.append(read())
        return tuple(found)

    def either(self) -> Condition:
        found = [self._every()]
        while self.skip("OR"):
            found.append(self._every())
        return found[0] if len(found) == 1 else Either(tuple(found))

    def _every(self) -> Condition:
        found = [self._one()]
        while self.skip("AND"):
            found.append(self._one())
        return found[0] if len(found) == 1 else Every(tuple(found))

    def _one(self) -> Condition:
        if self.skip("NOT"):
            return Not(self._one())
        if self.skip("("):
            inside = self.either()
            self.take(")")
            return inside
        if self._calls(_TESTS):
            return self._call(_TESTS)
        return self._comparison(self.operand(_CALCULATED))

    def _comparison(self, left: Operand) -> Condition:
        if self.skip("BETWEEN"):
            low = self.operand(_CALCULATED)
            self.take("AND")
            return Between(left, low, self.operand(_CALCULATED))
        if self.skip("IN"):
            self.take("(")
            choices = self.listed(lambda: self.operand(_CALCULATED))
            self.take(")")
            return Among(left, choices)
        comparator = self.take()
        if comparator not in _COMPARATORS:
            raise self.error(comparator)
        return Compare(left, comparator, self.operand(_CALCULATED))

    def operand(self, functions: dict[str, int]) -> Operand:
        token = self.peek()
        if token is not None and token.startswith(":"):
            return Bound(self.take())
        return self._call(functions) if self._calls(functions) else self.path()

    def _calls(self, functions: dict[str, int]) -> bool:
        following = self._tokens[self._next + 1 : self._next + 2]
        return self.peek() in functions and following == ["("]

    def _call(self, functions: dict[str, int]) -> Call:
        function = self.take()
        self.take("(")
        arguments = self.listed(lambda: self.operand(_CALCULATED | functions))
        self.take(")")
        if len(arguments) != functions[function]:
            raise invalid(f"Incorrect number of operands for operator or function; operator or function: {function}")
        return Call(function, arguments)

    def path(self) -> Path:
        parts: list[str | int] = [self._name()]
        while True:
            if self.skip("."):
                parts.append(self._name())
            elif self.skip("["):
                parts.append(int(self.take()))
                self.take("]")
            else:
                return Path(tuple(parts))

    def _name(self) -> str:
        token = self.take()
        if not re.fullmatch(r"#\w+|[A-Za-z_]\w*", token):
            raise self.error(token)
        if token.upper() in _RESERVED:
            raise invalid(f"Attribute name is a reserved keyword; reserved keyword: {token}")
        return token

    def change(self, clause: str) -> Change:
        path = self.path()
        if clause == "REMOVE":
            return Change(clause, path, None)
        if clause != "SET":
            return Change(clause, path, Bound(self.take()))
        self.take("=")
        value = self.operand(_ASSIGNED)
        if self.peek() in ("+", "-"):
            value = Sum(value, self.take(), self.operand(_ASSIGNED))
        return Change(clause, path, value)
