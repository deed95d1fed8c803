"""The base classes of everything in the contract. Each delays building its validator until it is first used."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """What is stored. Frozen: a change makes a new one. Fields that a newer version has written are ignored."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Request(BaseModel):
    """What a caller sends. Unknown fields are refused."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Resource(BaseModel):
    """What the API returns."""

    model_config = ConfigDict(defer_build=True)


class Message(BaseModel):
    """The body of a queue message. Unknown fields are refused: such a message is a fault and goes to the dead letters."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)
