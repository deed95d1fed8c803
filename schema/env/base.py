"""What all models of environment variables share: how typed values become text, and text becomes typed values."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict

ON, OFF = "on", "off"


def _words(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
"""Words that are separated by spaces in the variable."""
Numbers = Annotated[tuple[int, ...], BeforeValidator(_words)]
"""Whole numbers that are separated by spaces in the variable."""


class Env(BaseModel):
    """A function's settings. A field may be a `str`, an `int`, a `bool` (`on` or `off`), `Words` or `Numbers`."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """From this process's environment. Raises ValidationError when a variable is missing or has another type."""
        return cls.model_validate({name: variables.get(name.upper()) for name in cls.model_fields})

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters that the function reads."""
        return [getattr(self, name) for name in type(self).model_fields if name.endswith("_parameter")]

    def as_variables(self) -> dict[str, str]:
        """The variables from which `read` makes an equal model."""
        return {name.upper(): _as_text(getattr(self, name)) for name in type(self).model_fields}


def stated(variable: str) -> str:
    """What an operator says in their environment. Empty if nothing."""
    return os.environ.get(variable, "")


def _as_text(value: str | int | bool | tuple[str | int, ...]) -> str:
    match value:
        case bool():
            return ON if value else OFF
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)
