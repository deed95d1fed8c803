"""The rows of the core table, page by page. An operator may scan, which only one function has a right to."""

from typing import Any, NamedTuple

from pixelflare.aws.attributes import Item, from_attributes, to_attributes
from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from schema.keys import Key
from schema.keys.core import owner_partition

PAGE = 100
"""Rows that are read before the place is noted: what an interrupted run does again."""


class RowsPage(NamedTuple):
    rows: list[Item]
    last_key: Key | None
    """None at the end."""


def rows_page(table: str, prefixes: tuple[str, ...], *, after: Key | None) -> RowsPage:
    """Owners' rows among the next hundred whose sort keys begin like this, read consistently."""
    begin_so = " OR ".join(f"begins_with(sk, :p{place})" for place in range(len(prefixes)))
    values = {":owners": owner_partition("")} | {f":p{place}": prefix for place, prefix in enumerate(prefixes)}
    asked: dict[str, Any] = {
        "TableName": table,
        "Limit": PAGE,
        "ConsistentRead": True,
        "FilterExpression": f"begins_with(pk, :owners) AND ({begin_so})",
        "ExpressionAttributeValues": to_attributes(values),
    }
    if after:
        asked["ExclusiveStartKey"] = to_attributes(after)
    with outages_are_unavailable():
        answer = client("dynamodb").scan(**asked)
    last = answer.get("LastEvaluatedKey")
    return RowsPage([from_attributes(row) for row in answer["Items"]], from_attributes(last) if last else None)
