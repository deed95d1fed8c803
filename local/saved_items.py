"""Items of tables as files: a list of each table's items, and a log of what was written since.

One line of the log is one call, so a transaction is kept whole or not at all.
"""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.appended import AppendedLines, whole_lines
from local.files import write_whole
from local.tables.service import Written, rows

LONGEST_LOG_BYTES = 32 * 1024 * 1024


class SavedItems:
    def __init__(self, folder: Path, *, dynamodb: Any) -> None:
        self._folder = folder
        self._dynamodb = dynamodb
        self._log = AppendedLines(folder / "written.log")
        self._older = folder / "written-before.log"

    def load(self, tables: frozenset[str]) -> None:
        """Restores the tables, and begins with an empty log."""
        logged = [*whole_lines(self._older), *whole_lines(self._log.path)]
        for table in sorted(tables):
            names = [
                key["AttributeName"] for key in self._dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
            ]
            items = {_place(item, names): item for item in whole_lines(self._path(table))}
            for _, key, item in (change for call in logged for change in call if change[0] == table):
                items.pop(_place(key, names), None)
                if item is not None:
                    items[_place(item, names)] = item
            for item in items.values():
                self._dynamodb.put_item(TableName=table, Item={name: _with_bytes(each) for name, each in item.items()})
        if logged:
            self._write_lists(tables)
        self._log.clear()
        self._older.unlink(missing_ok=True)

    def keep(self, written: Written) -> None:
        """Before the call that has written it is answered. Raises OSError."""
        self._log.append(written)

    def shorten(self, tables: frozenset[str], *, longest: int = LONGEST_LOG_BYTES) -> None:
        """Writes the lists again once the log is long. The older log goes last: its lines can be repeated."""
        if self._log.size > longest:
            self._log.move(self._older)
            self._write_lists(tables)
            self._older.unlink(missing_ok=True)

    def _write_lists(self, tables: frozenset[str]) -> None:
        for table in sorted(tables):
            lines = "".join(f"{json.dumps(item)}\n" for item in rows(table))
            write_whole(self._path(table), lines.encode())

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.jsonl"


def _place(item: Mapping[str, Any], names: list[str]) -> str:
    return json.dumps([item[name] for name in names], sort_keys=True)


def _with_bytes(value: Mapping[str, Any]) -> dict[str, Any]:
    """A DynamoDB value read from JSON, with binary parts as bytes."""
    (kind, content), *_ = value.items()
    if kind == "B":
        return {kind: base64.b64decode(content)}
    if kind == "BS":
        return {kind: [base64.b64decode(each) for each in content]}
    if kind == "L":
        return {kind: [_with_bytes(each) for each in content]}
    if kind == "M":
        return {kind: {name: _with_bytes(each) for name, each in content.items()}}
    return {kind: content}
