"""Moto's tables as the local cloud runs them: threads, and transactions that are refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local.transactions import keep_tables_in_order

KEYS = (("pk", "HASH"), ("sk", "RANGE"))


@pytest.fixture
def tables() -> Iterator[Any]:
    with mock_aws():
        keep_tables_in_order()
        client = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        client.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
            BillingMode="PAY_PER_REQUEST",
        )
        yield client


def item(name: str, **more: str) -> dict[str, Any]:
    return {"pk": {"S": "p"}, "sk": {"S": name}} | {key: {"S": value} for key, value in more.items()}


def everything(tables: Any) -> list[dict[str, Any]]:
    return sorted(tables.scan(TableName="t")["Items"], key=lambda found: found["sk"]["S"])


def test_refused_transaction_leaves_every_kind_of_write_undone(tables: Any) -> None:
    for name in ("updated", "deleted", "replaced"):
        tables.put_item(TableName="t", Item=item(name, value="old"))
    before = everything(tables)
    update = {"UpdateExpression": "SET #v = :v", "ExpressionAttributeNames": {"#v": "value"}}
    writes = [
        {
            "Update": {"TableName": "t", "Key": item("updated"), "ExpressionAttributeValues": {":v": {"S": "new"}}}
            | update
        },
        {"Update": {"TableName": "t", "Key": item("made"), "ExpressionAttributeValues": {":v": {"S": "new"}}} | update},
        {"Delete": {"TableName": "t", "Key": item("deleted")}},
        {"Put": {"TableName": "t", "Item": item("replaced", value="new")}},
        {"Put": {"TableName": "t", "Item": item("added", value="new")}},
    ]
    refused = {"Put": {"TableName": "t", "Item": item("x"), "ConditionExpression": "attribute_exists(pk)"}}

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        tables.transact_write_items(TransactItems=[*writes, refused])
    assert everything(tables) == before

    tables.transact_write_items(TransactItems=writes)
    assert [(found["sk"]["S"], found["value"]["S"]) for found in everything(tables)] == [
        *(("added", "new"), ("made", "new"), ("replaced", "new"), ("updated", "new"))
    ]


def test_threads_neither_undo_each_others_writes_nor_pass_a_condition_together(tables: Any) -> None:
    def take(number: int) -> bool:
        claim = {"Put": {"TableName": "t", "Item": item("claim"), "ConditionExpression": "attribute_not_exists(pk)"}}
        with suppress(ClientError):
            tables.transact_write_items(TransactItems=[{"Put": {"TableName": "t", "Item": item(f"{number}")}}, claim])
            return True
        tables.put_item(TableName="t", Item=item(f"late-{number}"))
        return False

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(take, range(40)))

    assert won.count(True) == 1
    assert len(everything(tables)) == 1 + 1 + 39
