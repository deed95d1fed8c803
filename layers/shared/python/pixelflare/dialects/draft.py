"""The draft of a translation, and the rules for each option of a vendor."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from pixelflare.dialects.turns import Turn
from schema.addresses.option_values import AUTO, FACE, GRAVITIES, PARSERS, number
from schema.addresses.options import Options, parse_query

_SHOWN = 60
"""The number of characters of an address that a message repeats."""


class Draft:
    """Our options so far. Each is checked against its range at once."""

    def __init__(self, *, last_wins: bool = False) -> None:
        self.asked: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        """Values that have a meaning only together with others, for the vendor's own module."""
        self.ignored: list[str] = []
        self.turn = Turn()
        self.expires_at: int | None = None
        self._last_wins = last_wins

    def ask(self, **options: str | float) -> None:
        """Raises ValueError for a value out of our range, or a different value than before (unless the last one
        wins)."""
        for name, value in options.items():
            text = value if isinstance(value, str) else number(value)
            _checked(name, text)
            if not self._last_wins and self.asked.get(name, text) != text:
                raise ValueError(f"{name}: given twice, with different values")
            self.asked[name] = text

    def note(self, **facts: str) -> None:
        """The same for a value that is not one of our options yet."""
        for name, text in facts.items():
            if not self._last_wins and self.notes.get(name, text) != text:
                raise ValueError(f"{name}: given twice, with different values")
            self.notes[name] = text

    def ignore(self, what: str) -> None:
        """An option without an effect here, listed once."""
        if what not in self.ignored:
            self.ignored.append(what[:_SHOWN])

    @property
    def is_sized(self) -> bool:
        return "w" in self.asked or "h" in self.asked

    def turn_the_result(self, turn: Turn) -> None:
        """Rotates the result. Our options rotate the image first, so width, height and gravity rotate with it."""
        self.turn = self.turn.then(turn)
        if turn.is_quarter:
            sides = {"w": self.asked.pop("h", None), "h": self.asked.pop("w", None)}
            self.asked |= {name: side for name, side in sides.items() if side is not None}
        if "g" in self.asked:
            self.asked["g"] = _moved(self.asked["g"], turn)

    def options(self) -> Options:
        """The canonical options. Raises ValueError if they cannot be combined."""
        return parse_query((self.asked | self.turn.options).items())


def _checked(name: str, text: str) -> None:
    try:
        PARSERS[name](text.strip())
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _moved(gravity: str, turn: Turn) -> str:
    if gravity in (AUTO, FACE):
        return gravity
    point = GRAVITIES.get(gravity) or tuple(float(part) for part in gravity.split("x"))
    x, y = turn.moved(*point)
    return f"{number(x)}x{number(y)}"


class Kind(StrEnum):
    COVERED = "covered"
    LEFT_OUT = "left out"
    REFUSED = "not covered"


class Rule(NamedTuple):
    """The rule for one option of a vendor. `meaning` is for people: our option, or why it is left out or not
    covered."""

    names: tuple[str, ...]
    kind: Kind
    meaning: str
    apply: Callable[[Draft, str], None]


Rules = Mapping[str, Rule]


def covered(names: str, meaning: str, apply: Callable[[Draft, str], None]) -> Rule:
    return Rule(tuple(names.split()), Kind.COVERED, meaning, apply)


def meant(names: str, meaning: str, **ours: str) -> Rule:
    """An option without a value."""
    return covered(names, meaning, lambda draft, _: draft.ask(**ours))


def noted(names: str, meaning: str, fact: str) -> Rule:
    """The same for an option that has a meaning only together with others."""
    return covered(names, meaning, lambda draft, _: draft.note(**{fact: "1"}))


def same(names: str, ours: str) -> Rule:
    """An option with the same values as ours."""
    return covered(names, f"`{ours}`", lambda draft, value: draft.ask(**{ours: value}))


def left_out(names: str, why: str) -> Rule:
    return Rule(tuple(names.split()), Kind.LEFT_OUT, why, _nothing)


def refused(names: str, why: str) -> Rule:
    return Rule(tuple(names.split()), Kind.REFUSED, why, _nothing)


def _nothing(draft: Draft, value: str) -> None:
    """For rules without an effect."""


def by_name(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {name: rule for rule in rules for name in rule.names}


def obey(rules: Rules, name: str, value: str, draft: Draft) -> None:
    """Adds one option to the draft. Raises ValueError with the option's name if it is not supported."""
    rule = rules.get(name)
    if rule is None:
        raise ValueError(f"{name[:_SHOWN]}: unknown option")
    if rule.kind is Kind.REFUSED:
        raise ValueError(f"{name}: not covered: {rule.meaning}")
    if rule.kind is Kind.LEFT_OUT:
        draft.ignore(name)
        return
    try:
        rule.apply(draft, value)
    except ValueError as error:
        said = str(error)
        raise ValueError(said if said.startswith(f"{name}: ") else f"{name}: {said}") from None


def decimal(text: str) -> float:
    """A number with at most six digits before the point. Raises ValueError for other text."""
    if not re.fullmatch(r"-?(?:[0-9]{1,6}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})", text):
        raise ValueError("expected a number")
    return float(text)


def whole(text: str) -> int:
    """A whole number of at most six digits. Raises ValueError for other text."""
    if not re.fullmatch(r"-?[0-9]{1,6}", text):
        raise ValueError("expected a whole number")
    return int(text)


def word(text: str, words: Mapping[str, str]) -> str:
    """The table's value for the word. Raises ValueError with all words for an unknown one."""
    if text not in words:
        raise ValueError(f"expected one of {', '.join(words)}")
    return words[text]


def pixels(value: float) -> int:
    """A blur's radius in whole pixels, at least one."""
    return max(1, int(value + 0.5)) if value > 0 else 0
