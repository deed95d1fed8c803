"""A DynamoDB table: conditional writes, transactions, consistent reads."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pixelflare.aws.attributes import Item, from_attributes, to_attributes
from pixelflare.aws.clients import client
from pixelflare.aws.expressions import Condition, guarded, placeholders, update_expression
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Unavailable
from schema.budgets import FIRST_PAUSE
from schema.keys import Key

BATCH_GET_LIMIT = 100
"""Items of one BatchGetItem."""
_ATTEMPTS = 4
_COLLISIONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_FIRST_PAUSE_SECONDS = FIRST_PAUSE.total_seconds()
_BUSY = "another change of the same records is in progress"


class ConditionFailed(Exception):
    """The table refused a write by its condition. `item` is the existing item, if any."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("the condition of a write did not hold")
        self.item = item


class TransactionRefused(Exception):
    """Some conditions of a transaction did not hold. `failed` maps the position of each refused write to the existing
    item."""

    def __init__(self, failed: dict[int, Item | None]) -> None:
        super().__init__(f"conditions {sorted(failed)} of a transaction did not hold")
        self.failed = failed


@dataclass(frozen=True)
class QueryPage:
    items: list[Item]
    last_key: Key | None


class Table:
    def __init__(self, name: str) -> None:
        self._name = name

    def get(self, key: Key, *, consistent: bool = False) -> Item | None:
        asked = {"TableName": self._name, "Key": to_attributes(key), "ConsistentRead": consistent}
        with outages_are_unavailable():
            answer = client("dynamodb").get_item(**asked)
        return from_attributes(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key], *, consistent: bool = True) -> list[Item]:
        """The items that exist, in the order of the keys."""
        found: dict[tuple[str, ...], Item] = {}
        for start in range(0, len(keys), BATCH_GET_LIMIT):
            for item in self._get_batch(keys[start : start + BATCH_GET_LIMIT], consistent=consistent):
                found[item["pk"], item["sk"]] = item
        return [found[place] for key in keys if (place := (key["pk"], key["sk"])) in found]

    def _get_batch(self, keys: Sequence[Key], *, consistent: bool) -> Iterator[Item]:
        typed = [to_attributes(key) for key in keys]
        asked: dict[str, Any] = {self._name: {"Keys": typed, "ConsistentRead": consistent}}
        for attempt in range(_ATTEMPTS):
            with outages_are_unavailable():
                answer = client("dynamodb").batch_get_item(RequestItems=asked)
            yield from map(from_attributes, answer["Responses"].get(self._name, []))
            asked = answer.get("UnprocessedKeys", {})
            if not asked:
                return
            _pause(attempt)
        raise Unavailable("the table is busy", retry_after_seconds=1)

    def query(
        self,
        condition: Condition,
        *,
        limit: int,
        index: str | None = None,
        newest_first: bool = False,
        after: Key | None = None,
        only: Condition | None = None,
        consistent: bool = False,
    ) -> QueryPage:
        """One page of at most `limit` items, counted before the filter `only`. last_key is the start of the next
        page."""
        expressions = [condition, only] if only else [condition]
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": condition.expression,
            "Limit": limit,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
            **placeholders(*expressions),
        }
        if only:
            request["FilterExpression"] = only.expression
        if index:
            request["IndexName"] = index
        if after:
            request["ExclusiveStartKey"] = to_attributes(after)
        with outages_are_unavailable():
            answer = client("dynamodb").query(**request)
        last = answer.get("LastEvaluatedKey")
        return QueryPage([from_attributes(item) for item in answer["Items"]], from_attributes(last) if last else None)

    def partitions(self) -> set[str]:
        """All partition keys. Reads the whole table: for an operator, and never for a function."""
        request: dict[str, Any] = {"TableName": self._name, "ProjectionExpression": "pk"}
        found: set[str] = set()
        while True:
            with outages_are_unavailable():
                answer = client("dynamodb").scan(**request)
            found |= {str(from_attributes(item)["pk"]) for item in answer["Items"]}
            if "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def scan(self, attributes: Sequence[str], *, after: Key | None) -> QueryPage:
        """A page of these attributes of all rows, a megabyte of the table. Only for who removes all traces of an owner."""
        request: dict[str, Any] = {
            "TableName": self._name,
            "ProjectionExpression": ", ".join(f"#{each}" for each in attributes),
        }
        request["ExpressionAttributeNames"] = {f"#{each}": each for each in attributes}
        if after:
            request["ExclusiveStartKey"] = to_attributes(after)
        with outages_are_unavailable():
            answer = client("dynamodb").scan(**request)
        last = answer.get("LastEvaluatedKey")
        return QueryPage([from_attributes(item) for item in answer["Items"]], from_attributes(last) if last else None)

    def count(self, condition: Condition, *, index: str) -> int:
        """How many items of the index there are. Reads them all, a megabyte for each call."""
        request: dict[str, Any] = {
            "TableName": self._name,
            "IndexName": index,
            "KeyConditionExpression": condition.expression,
            "Select": "COUNT",
            **placeholders(condition),
        }
        found = 0
        while True:
            with outages_are_unavailable():
                answer = client("dynamodb").query(**request)
            found += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def put(self, item: Item, *, only_if: Condition | None = None) -> None:
        self._write("put_item", self.putting(item, only_if=only_if)["Put"])

    def delete(self, key: Key, *, only_if: Condition | None = None) -> None:
        self._write("delete_item", self.deleting(key, only_if=only_if)["Delete"])

    def update(
        self,
        key: Key,
        *,
        set_: Mapping[str, Any] | None = None,
        add: Mapping[str, Any] | None = None,
        discard: Mapping[str, frozenset[str]] | None = None,
        remove: Sequence[str] = (),
        only_if: Condition | None = None,
    ) -> Item:
        """The item after the update."""
        request = self.updating(key, set_=set_, add=add, discard=discard, remove=remove, only_if=only_if)["Update"]
        return from_attributes(self._write("update_item", request | {"ReturnValues": "ALL_NEW"})["Attributes"])

    def update_if_possible(self, key: Key, *, set_: Mapping[str, Any], only_if: Condition) -> bool:
        """Whether it was written. For optional information: neither the condition nor a busy table is an error."""
        try:
            self.update(key, set_=set_, only_if=only_if)
        except (ConditionFailed, Unavailable, ClientError, BotoCoreError):
            return False
        return True

    def _write(self, operation: str, request: dict[str, Any]) -> Any:
        try:
            with outages_are_unavailable():
                return getattr(client("dynamodb"), operation)(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] == "TransactionConflictException":
                raise Unavailable(_BUSY, retry_after_seconds=1) from error
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            old = error.response.get("Item")
            raise ConditionFailed(from_attributes(old) if old else None) from error

    # The same writes as members of a transaction

    def putting(self, item: Item, *, only_if: Condition | None = None) -> dict[str, Any]:
        return {"Put": {"TableName": self._name, "Item": to_attributes(item)} | guarded(only_if)}

    def checking(self, key: Key, only_if: Condition) -> dict[str, Any]:
        """Writes nothing. The other writes happen only if this condition holds."""
        return {"ConditionCheck": {"TableName": self._name, "Key": to_attributes(key)} | guarded(only_if)}

    def deleting(self, key: Key, *, only_if: Condition | None = None) -> dict[str, Any]:
        return {"Delete": {"TableName": self._name, "Key": to_attributes(key)} | guarded(only_if)}

    def updating(
        self,
        key: Key,
        *,
        set_: Mapping[str, Any] | None = None,
        add: Mapping[str, Any] | None = None,
        discard: Mapping[str, frozenset[str]] | None = None,
        remove: Sequence[str] = (),
        only_if: Condition | None = None,
    ) -> dict[str, Any]:
        change = update_expression(set_ or {}, add or {}, discard or {}, remove)
        extra = {"ConditionExpression": only_if.expression} if only_if else {}
        return {
            "Update": {
                "TableName": self._name,
                "Key": to_attributes(key),
                "UpdateExpression": change.expression,
                **extra,
                **placeholders(change, *([only_if] if only_if else [])),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def transact(self, writes: Sequence[dict[str, Any]]) -> None:
        """All of the writes, or none. Retries after a collision with another transaction, but not after a failed
        condition.

        Raises TransactionRefused, or Unavailable if the collisions continue.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with outages_are_unavailable():
                    client("dynamodb").transact_write_items(TransactItems=list(writes))
                return
            except ClientError as error:
                failed = _refused(error)
                if failed:
                    raise TransactionRefused(failed) from error
                if not _has_collided(error):
                    raise
            _pause(attempt)
        raise Unavailable(_BUSY, retry_after_seconds=1)


def _refused(error: ClientError) -> dict[int, Item | None]:
    reasons = error.response.get("CancellationReasons", [])
    return {
        position: from_attributes(reason["Item"]) if reason.get("Item") else None
        for position, reason in enumerate(reasons)
        if reason.get("Code") == "ConditionalCheckFailed"
    }


def _has_collided(error: ClientError) -> bool:
    """Whether only other transactions or throttling stood in the way."""
    codes = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])} - {"None", None}
    return bool(codes) and codes <= _COLLISIONS


def _pause(attempt: int) -> None:
    """The wait grows and is random, so that colliding transactions do not collide again."""
    time.sleep(random.uniform(0.5, 1.0) * _FIRST_PAUSE_SECONDS * 2**attempt)  # noqa: S311 - no secret
