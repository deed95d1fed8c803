"""Where a list goes on."""

from typing import Any


def page_after(page: Any) -> str | None:
    cursor = page.get("next_cursor")
    return str(cursor) if cursor else None
