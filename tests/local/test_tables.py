"""Tables of the local cloud: threads, transactions that are refused, and what moto does otherwise than DynamoDB."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local.tables.service import serve_clients_of_this_process

KEYS = (("pk", "HASH"), ("sk", "RANGE"))


@pytest.fixture
def tables() -> Iterator[Any]:
    with mock_aws():
        serve_clients_of_this_process()
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


def _refusal(tables: Any, operation: str, **request: Any) -> str:
    with pytest.raises(ClientError) as refused:
        getattr(tables, operation)(TableName="t", **request)
    code: str = refused.value.response["Error"]["Code"]
    return code


def test_what_is_missing_has_no_size(tables: Any) -> None:
    request = {"Key": item("x"), "ConditionExpression": "size(v) > :n", "ExpressionAttributeValues": {":n": {"N": "0"}}}
    assert _refusal(tables, "delete_item", **request) == "ConditionalCheckFailedException"


def test_update_of_a_new_item_returns_what_it_updated(tables: Any) -> None:
    request = {"UpdateExpression": "SET v = :v", "ExpressionAttributeValues": {":v": {"S": "new"}}}
    updated = tables.update_item(TableName="t", Key=item("fresh"), ReturnValues="UPDATED_NEW", **request)
    assert updated["Attributes"] == {"v": {"S": "new"}}


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("delete_item", {"Key": item("x"), "ConditionExpression": "attribute_exists(#undefined)"}),
        ("delete_item", {"Key": item("x"), "ConditionExpression": "v = :undefined"}),
        ("delete_item", {"Key": item("x"), "ExpressionAttributeNames": {"#unused": "v"}}),
        ("delete_item", {"Key": item("x"), "ConditionExpression": "attribute_exists(value)"}),
        ("delete_item", {"Key": item("x"), "ConditionExpression": "attribute_exists(v"}),
        ("delete_item", {"Key": item("x"), "ConditionExpression": "attribute_exists(v) v"}),
        ("delete_item", {"Key": item("x"), "ConditionExpression": "v ! v"}),
        ("get_item", {"Key": item("x"), "ProjectionExpression": "value"}),
    ],
)
def test_requests_that_say_too_little_or_too_much_are_refused(
    tables: Any, operation: str, request_: dict[str, Any]
) -> None:
    assert _refusal(tables, operation, **request_) == "ValidationException"


def test_other_ways_to_the_items_are_refused_and_not_answered_from_nothing(tables: Any) -> None:
    with pytest.raises(ClientError, match="UnknownOperation"):
        tables.execute_statement(Statement="SELECT * FROM t")


def test_items_are_gone_when_their_table_is_deleted(tables: Any) -> None:
    tables.put_item(TableName="t", Item=item("x"))
    tables.delete_table(TableName="t")
    assert _refusal(tables, "get_item", Key=item("x")) == "ResourceNotFoundException"


def test_a_batch_of_writes_and_a_projection(tables: Any) -> None:
    puts = [{"PutRequest": {"Item": item(name, v="old", w="more")}} for name in ("a", "b")]
    tables.batch_write_item(RequestItems={"t": [*puts, {"DeleteRequest": {"Key": item("c")}}]})
    found = tables.batch_get_item(
        RequestItems={"t": {"Keys": [item("a"), item("c")], "ProjectionExpression": "sk, v"}}
    )["Responses"]["t"]
    assert found == [{"sk": {"S": "a"}, "v": {"S": "old"}}]


def test_page_of_a_scan_ends_after_a_megabyte(tables: Any) -> None:
    for number in range(5):
        tables.put_item(TableName="t", Item=item(f"{number}", large="x" * 300_000))
    first = tables.scan(TableName="t")
    second = tables.scan(TableName="t", ExclusiveStartKey=first["LastEvaluatedKey"])
    assert [len(first["Items"]), len(second["Items"])] == [4, 1]
    assert "LastEvaluatedKey" not in second


def test_transaction_that_is_sent_again_is_made_once(tables: Any) -> None:
    """A client that lost the answer repeats its token."""
    adding = {
        "TableName": "t",
        "Key": item("counted"),
        "UpdateExpression": "ADD images :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    for _ in range(2):
        tables.transact_write_items(TransactItems=[{"Update": adding}], ClientRequestToken="one")
    tables.transact_write_items(TransactItems=[{"Update": adding}], ClientRequestToken="two")
    assert everything(tables)[0]["images"] == {"N": "2"}
    other = {"Put": {"TableName": "t", "Item": item("x")}}
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        tables.transact_write_items(TransactItems=[other], ClientRequestToken="one")


def test_transaction_that_was_refused_may_be_made_under_its_token(tables: Any) -> None:
    put = {"Put": {"TableName": "t", "Item": item("x"), "ConditionExpression": "attribute_not_exists(pk)"}}
    tables.put_item(TableName="t", Item=item("x"))
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        tables.transact_write_items(TransactItems=[put], ClientRequestToken="three")
    tables.delete_item(TableName="t", Key=item("x"))
    tables.transact_write_items(TransactItems=[put], ClientRequestToken="three")
    assert everything(tables) == [item("x")]
