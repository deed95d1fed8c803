"""The tables answer as moto's own do: the same calls, made to both."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from local.tables import service as local_service

KEYS = (("pk", "HASH"), ("sk", "RANGE"))
INDEX = (("gpk", "HASH"), ("gsk", "RANGE"))
NAMES = {"#a": "a", "#b": "b", "#n": "n", "#s": "s", "#l": "l", "#m": "m", "#none": "none", "#pk": "pk"}
VALUES: dict[str, Any] = {
    ":one": {"N": "1"},
    ":ten": {"N": "10.0"},
    ":b": {"S": "b"},
    ":bc": {"S": "bc"},
    ":set": {"SS": ["x", "y"]},
    ":list": {"L": [{"S": "z"}]},
    ":type": {"S": "SS"},
    ":text": {"S": "abc"},
}
ITEM: dict[str, Any] = {
    "pk": {"S": "p"},
    "sk": {"S": "s"},
    "a": {"S": "abc"},
    "b": {"BOOL": True},
    "n": {"N": "10"},
    "s": {"SS": ["x", "w"]},
    "l": {"L": [{"N": "1"}, {"S": "b"}]},
    "m": {"M": {"deep": {"M": {"n": {"N": "3"}}}}},
}

CONDITIONS = [
    "attribute_exists(#a)",
    "attribute_not_exists(#a)",
    "attribute_not_exists(#none) AND #n = :ten",
    "#n > :one and #n <= :ten",
    "#n < :one OR #a <> :b",
    "NOT #n = :ten",
    "not (#n = :ten and attribute_exists(#none))",
    "#none = :one",
    "#none <> :one",
    "#none < :one",
    "#n BETWEEN :one AND :ten",
    "#a between :b and :bc",
    "#a IN (:b, :text)",
    "#n IN (:one)",
    "begins_with(#a, :b)",
    "contains(#a, :bc)",
    "contains(#s, :b)",
    "contains(#l, :b)",
    "attribute_type(#s, :type)",
    "attribute_type(#a, :type)",
    "size(#a) > :one",
    "size(#s) = :one",
    "#m.deep.n > :one",
    "attribute_exists(#m.deep.other)",
    "#l[1] = :b",
    "#l[7] = :b",
    "#n = :one OR #n = :ten AND #a = :b",
    "(#n = :one OR #n = :ten) AND #a = :text",
]

UPDATES = [
    "SET #a = :b",
    "SET #a = :b, #none = :set",
    "SET #n = #n + :one",
    "SET #n = #n - :ten",
    "SET #none = if_not_exists(#none, :one) + :ten",
    "SET #n = if_not_exists(#n, :one)",
    "SET #l = list_append(#l, :list)",
    "SET #l = list_append(:list, #l)",
    "SET #a = #b, #b = #a",
    "SET #m.deep.n = :one",
    "SET #m.fresh = :one",
    "SET #l[0] = :b",
    "SET #l[9] = :b",
    "SET #none.x = :one",
    "REMOVE #a, #none",
    "REMOVE #m.deep.n",
    "REMOVE #l[0]",
    "ADD #n :one",
    "ADD #none :one",
    "ADD #s :set",
    "ADD #none :set",
    "DELETE #s :set",
    "DELETE #none :set",
    "SET #a = :b REMOVE #b ADD #n :one DELETE #s :set",
    "SET #n = #none + :one",
    "SET #a = #a + :one",
    "SET",
    "SET #a :b",
    "SET #a = :b SET #b = :b",
    "SET #pk = :b",
    "SET #a = :b, #a = :bc",
    "ADD #a :one",
]


class Both:
    """One client of two implementations, each with a table `t` of its own."""

    def __init__(self, client: Any, patch: pytest.MonkeyPatch) -> None:
        self._client = client
        self._patch = patch

    def answer(self, operation: str, **request: Any) -> Any:
        """What both say; fails when they differ."""
        own, motos = self._ask(self._own, operation, request), self._ask(_MOTO, operation, request)
        assert own == motos, (operation, request)
        return own

    @property
    def _own(self) -> Any:
        return local_service._answer_client

    def _ask(self, process: Any, operation: str, request: dict[str, Any]) -> Any:
        self._patch.setattr(BotocoreStubber, "process_request", process)
        try:
            answer = getattr(self._client, operation)(**request)
        except ClientError as error:
            reasons = [(reason["Code"], reason.get("Item")) for reason in error.response.get("CancellationReasons", [])]
            return error.response["Error"]["Code"], _sorted(error.response.get("Item")), _sorted(reasons)
        return _sorted({name: value for name, value in answer.items() if name not in _IGNORED})


_IGNORED = ("ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics")  # moto counts also where nobody asks
_MOTO = local_service._process_request


def _sorted(value: Any) -> Any:
    """Sets have no order; numbers are compared by their amount."""
    if isinstance(value, dict):
        if value.keys() <= {"SS", "NS"} and value:
            return {kind: sorted(members) for kind, members in value.items()}
        return {
            name: str(Decimal(inner).normalize()) if name == "N" else _sorted(inner) for name, inner in value.items()
        }
    return [_sorted(inner) for inner in value] if isinstance(value, list | tuple) else value


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with mock_aws():
        made = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        made.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in (*KEYS, *INDEX)],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-g",
                    "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in INDEX],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield made


@pytest.fixture
def both(client: Any, monkeypatch: pytest.MonkeyPatch) -> Both:
    return Both(client, monkeypatch)


def _named(*expressions: str) -> dict[str, Any]:
    """Names and values that an expression uses, and no others, which the service refuses."""
    text = " ".join(expressions)
    names = {name: value for name, value in NAMES.items() if re.search(rf"{name}\b", text)}
    values = {name: value for name, value in VALUES.items() if re.search(rf"{name}\b", text)}
    return {
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": values} if values else {}),
    }


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": "p"}, "sk": {"S": name}}


@pytest.mark.parametrize(
    ("condition", "there"),
    # Of what is missing moto knows no size: test_tables.py has that.
    [(each, there) for each in CONDITIONS for there in (True, False) if there or "size(" not in each],
)
def test_condition_holds_or_not(both: Both, condition: str, there: bool) -> None:
    name = "conditions" if there else "nothing"
    if there:
        both.answer("put_item", TableName="t", Item=ITEM | _key(name))
    else:
        both.answer("delete_item", TableName="t", Key=_key(name))
    write = {"TableName": "t", "Key": _key(name), "ConditionExpression": condition, **_named(condition)}

    both.answer("transact_write_items", TransactItems=[{"ConditionCheck": write}])
    both.answer("delete_item", **write, ReturnValuesOnConditionCheckFailure="ALL_OLD", ReturnValues="ALL_OLD")


@pytest.mark.parametrize("update", UPDATES)
def test_item_after_an_update(both: Both, update: str) -> None:
    both.answer("put_item", TableName="t", Item=ITEM | _key("updates"))
    request = {"TableName": "t", "Key": _key("updates"), "UpdateExpression": update, **_named(update)}

    both.answer("update_item", **request, ReturnValues="ALL_NEW")
    both.answer("get_item", TableName="t", Key=_key("updates"), ConsistentRead=True)


@pytest.mark.parametrize("update", ["SET #a = :b", "ADD #n :one", "ADD #s :set"])
@pytest.mark.parametrize("returned", ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"])
def test_what_an_update_returns(both: Both, update: str, returned: str) -> None:
    both.answer("put_item", TableName="t", Item=ITEM | _key("returned"))
    request = {"TableName": "t", "Key": _key("returned"), "UpdateExpression": update, **_named(update)}
    both.answer("update_item", **request, ReturnValues=returned)


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        ("#pk = :p", {}),
        ("#pk = :p", {"ScanIndexForward": False}),
        ("#pk = :p", {"Limit": 3}),
        ("#pk = :p", {"Limit": 4, "ScanIndexForward": False}),
        ("#pk = :p AND #sk > :low", {}),
        ("#pk = :p AND #sk BETWEEN :low AND :high", {"ScanIndexForward": False}),
        ("#pk = :p AND begins_with(#sk, :low)", {"Limit": 2}),
        ("begins_with(#sk, :low) AND #pk = :p", {}),
        ("#pk = :p", {"Select": "COUNT"}),
        ("#pk = :p", {"FilterExpression": "#sk <> :low", "Limit": 5}),
        ("#pk = :nobody", {}),
        ("#sk = :low", {}),
        ("#pk > :p", {}),
        ("#pk = :p AND #a = :low", {}),
    ],
)
@pytest.mark.parametrize("index", ["", "by-g"])
def test_pages_of_a_query(both: Both, condition: str, more: dict[str, Any], index: str) -> None:
    if index:
        condition = condition.replace("#pk", "#gpk").replace("#sk", "#gsk")
        more = {name: value.replace("#sk", "#gsk") if isinstance(value, str) else value for name, value in more.items()}
    for number in range(12):
        place = {"gpk": {"S": "page"}, "gsk": {"S": f"k{number % 5}"}} if number % 4 else {}
        both.answer("put_item", TableName="t", Item={"pk": {"S": "page"}, "sk": {"S": f"k{number}"}} | place)
    text = f"{condition} {more.get('FilterExpression', '')}"
    request = {
        "TableName": "t",
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": {f"#{name}": name for name in set(re.findall(r"#(\w+)", text))},
        "ExpressionAttributeValues": {
            name: {"S": value}
            for name, value in {":p": "page", ":nobody": "x", ":low": "k1", ":high": "k4"}.items()
            if re.search(rf"{name}\b", text)
        },
        **more,
        **({"IndexName": index} if index else {}),
    }

    for _ in range(8):
        answer = both.answer("query", **request)
        if "LastEvaluatedKey" not in answer:
            break
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("get_item", {"TableName": "missing", "Key": _key("x")}),
        ("get_item", {"TableName": "t", "Key": {"pk": {"S": "p"}}}),
        ("get_item", {"TableName": "t", "Key": _key("x") | {"more": {"S": "x"}}}),
        ("put_item", {"TableName": "t", "Item": {"pk": {"S": "p"}}}),
        ("put_item", {"TableName": "t", "Item": {"pk": {"S": "p"}, "sk": {"N": "1"}}}),
        ("put_item", {"TableName": "t", "Item": _key("")}),
        ("put_item", {"TableName": "t", "Item": _key("x") | {"large": {"S": "x" * 410_000}}}),
        ("put_item", {"TableName": "t", "Item": _key("x") | {"set": {"SS": []}}}),
        ("batch_get_item", {"RequestItems": {"t": {"Keys": [_key("x"), _key("x")]}}}),
        ("transact_write_items", {"TransactItems": [{"Delete": {"TableName": "t", "Key": _key("x")}}] * 2}),
    ],
)
def test_what_is_refused(both: Both, operation: str, request_: dict[str, Any]) -> None:
    code, *_ = both.answer(operation, **request_)

    assert code in ("ValidationException", "ResourceNotFoundException")
