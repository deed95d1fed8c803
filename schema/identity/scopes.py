"""The scopes of callers."""

from enum import StrEnum

from schema.limits import READ_KEY_PERCENT

OPERATORS = "operators"
"""The group of the user pool whose members decide about other owners."""


class Scope(StrEnum):
    """What a caller may do with the owner's records. Each scope includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, other: "Scope") -> bool:
        return _STRENGTH[self] >= _STRENGTH[other]

    @property
    def covered(self) -> list["Scope"]:
        """The weakest first."""
        return [scope for scope in Scope if self.covers(scope)]


RATE_PERCENTS = {Scope.READ: READ_KEY_PERCENT, Scope.WRITE: 100, Scope.ADMIN: 100}
"""Of an owner's full rate limit, what callers with a scope may use at once."""
_STRENGTH = {scope: strength for strength, scope in enumerate(Scope)}
