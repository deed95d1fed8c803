"""Answers as CSV, which nobody's spreadsheet takes for formulas."""

from collections.abc import Sequence

from pydantic import BaseModel

from pixelflare.base.csv_lines import csv_lines


def as_csv(rows: Sequence[BaseModel], *, columns: Sequence[str]) -> str:
    """A line for each row, below the names of the columns."""
    values = (row.model_dump(mode="json", by_alias=True) for row in rows)
    return "".join(csv_lines([columns, *([value[column] for column in columns] for value in values)]))
