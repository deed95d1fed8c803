"""Settings travel as text and arrive as what they are."""

import pytest
from pydantic import ValidationError

from schema.env.base import Env, Numbers, Words


class ExampleEnv(Env):
    name: str
    count: int
    is_on: bool
    sizes: Numbers
    pages: Words


EXAMPLE = ExampleEnv(name="a", count=0, is_on=False, sizes=(128, 256), pages=("https://a.example", "https://b.example"))
VARIABLES = {
    "NAME": "a",
    "COUNT": "0",
    "IS_ON": "off",
    "SIZES": "128 256",
    "PAGES": "https://a.example https://b.example",
}


def _read(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> ExampleEnv:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return ExampleEnv.read()


def test_variables_are_text() -> None:
    assert EXAMPLE.as_variables() == VARIABLES


@pytest.mark.parametrize("change", [{}, {"count": 12}, {"is_on": True}, {"sizes": ()}, {"pages": ("one",)}])
def test_what_is_written_is_read_as_it_was(monkeypatch: pytest.MonkeyPatch, change: dict[str, object]) -> None:
    written = EXAMPLE.model_copy(update=change)
    assert _read(monkeypatch, written.as_variables()) == written


@pytest.mark.parametrize(("name", "value"), [("COUNT", "many"), ("IS_ON", "perhaps"), ("SIZES", "128 wide")])
def test_a_value_of_another_type_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError):
        _read(monkeypatch, VARIABLES | {name: value})


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_a_missing_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(ValidationError):
        _read(monkeypatch, {other: value for other, value in VARIABLES.items() if other != name})
