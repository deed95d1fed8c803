"""Secrets, and values that only a running deployment knows, by the name of their SSM parameter."""

from collections.abc import Sequence
from threading import Lock

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable

_AT_ONCE = 10


class Parameters:
    """Reads each parameter once, and all that a function names with the first one that it needs."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._named = names
        self._known: dict[str, str] = {}
        self._reading = Lock()

    def value(self, name: str) -> str:
        """Decrypted. Raises LookupError for a parameter that does not exist, and Unavailable."""
        with self._reading:  # what two threads need at once is read once
            if name not in self._known:
                self._read({name, *self._named} - self._known.keys())
        if name not in self._known:
            raise LookupError(f"there is no parameter {name}")
        return self._known[name]

    def secret(self, name: str) -> bytes:
        return self.value(name).encode()

    @outages_are_unavailable("the parameters")
    def _read(self, names: set[str]) -> None:
        """Those that exist. One call takes ten names
        (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html)."""
        ordered = sorted(names)
        for start in range(0, len(ordered), _AT_ONCE):
            asked = ordered[start : start + _AT_ONCE]
            answer = client("ssm").get_parameters(Names=asked, WithDecryption=True)
            self._known |= {found["Name"]: str(found["Value"]) for found in answer["Parameters"]}
