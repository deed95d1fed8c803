"""Lists come in pages: `data`, and a cursor that leads to the next one."""

from typing import Generic, TypeVar

from pydantic import BaseModel

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    data: list[Item]
    next_cursor: str | None = None
    """Opaque and signed; null at the end."""
