"""Lines of a CSV file, which nobody's spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A line for each row, as soon as there is one. What a spreadsheet would run begins with an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(value) for value in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _safe(value: object) -> object:
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(_FORMULA) else value
