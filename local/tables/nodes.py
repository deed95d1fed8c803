"""What an expression says, read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Path:
    """An attribute, and what lies in it. Names may be placeholders."""

    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Bound:
    """A value's placeholder, with its colon."""

    name: str


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple["Operand", ...]


@dataclass(frozen=True)
class Sum:
    left: "Operand"
    sign: str
    right: "Operand"


Operand = Path | Bound | Call | Sum


@dataclass(frozen=True)
class Compare:
    left: Operand
    comparator: str
    right: Operand


@dataclass(frozen=True)
class Between:
    value: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True)
class Among:
    value: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True)
class Every:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Either:
    conditions: tuple["Condition", ...]


Condition = Compare | Between | Among | Not | Every | Either | Call


@dataclass(frozen=True)
class Change:
    """One action of an update. REMOVE has no value."""

    clause: str
    path: Path
    value: Operand | None
