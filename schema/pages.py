"""Paged lists: `data`, and a cursor for the next page."""

from typing import Generic, TypeVar

from pydantic import BaseModel

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    data: list[Item]
    next_cursor: str | None = None
    """Opaque and signed. null at the end."""
