"""What the studio asks of whoever makes pictures, speech and video, and how that can go wrong."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol


class Order(NamedTuple):
    model: str
    input: dict[str, Any]
    callback: str
    """The address that is told when it begins and ends. It is different for each order, so it tells orders apart."""


class Stage(StrEnum):
    WORKING = "working"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class Progress(NamedTuple):
    """How far a provider is, in its own words."""

    stage: Stage
    outputs: tuple[str, ...] = ()
    """Addresses of the files, for as long as the provider keeps them."""
    text: str = ""
    error: str = ""
    done: float | None = None
    """Between 0 and 1, where it is known."""
    seconds: float = 0.0


class Refused(Exception):
    """The provider takes no such order. The same one will not be taken later, either."""


class Busy(Exception):
    """Nothing was begun. It may be later."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Paused(Exception):
    """The provider does not work for this installation: its key or its account. No order's fault."""


class Unknown(Exception):
    """The order was sent, and nobody knows whether it was taken."""


class Provider(Protocol):
    def submit(self, order: Order) -> str:
        """What the provider calls it. Raises Refused, Busy, Paused, Unknown."""
        ...

    def look_up(self, prediction: str) -> Progress:
        """Raises Busy, Paused, and Refused for one that the provider does not know."""
        ...

    def cancel(self, prediction: str) -> None:
        """Asks to stop. Nothing happens to one that has ended. Raises Busy, Paused."""
        ...

    def find(self, callback: str) -> str | None:
        """The latest order with this callback, if the provider has one. Raises Busy, Paused."""
        ...
