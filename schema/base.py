"""The base classes of the contract. Each builds its validator on first use."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A stored record. Frozen: a change makes a new one. Unknown fields of newer versions are ignored."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Request(BaseModel):
    """A caller's request. Unknown fields are refused."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Resource(BaseModel):
    """An answer of the API."""

    model_config = ConfigDict(defer_build=True)


class Message(BaseModel):
    """The body of a queue message. Unknown fields are refused: such a message is a fault and goes to the dead-letter
    queue."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)
