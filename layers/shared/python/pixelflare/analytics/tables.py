"""Answers as CSV, which nobody's spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Sequence

from pydantic import BaseModel

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[BaseModel], *, columns: Sequence[str]) -> str:
    """A line for each row, below the names of the columns. What a spreadsheet would run begins with an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        values = row.model_dump(mode="json", by_alias=True)
        writer.writerow([_safe(values[column]) for column in columns])
    return text.getvalue()


def _safe(value: object) -> object:
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(_FORMULA) else value
