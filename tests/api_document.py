"""The OpenAPI document that the routes make now, once for all tests of a process: making it takes a quarter of a second."""

from functools import cache
from typing import Any

from docs.openapi import generate


@cache
def api_document() -> dict[str, Any]:
    """Shared: nobody may change it."""
    return generate()
