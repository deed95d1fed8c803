from typing import Any

import pytest

from local.resolve import Scope, UnresolvedError, condition_holds, resolve


def _attribute(logical_id: str, wanted: str) -> str:
    return f"{logical_id}.{wanted}"


SCOPE = Scope(
    stack="one",
    reference={"Table": "one-table"}.__getitem__,
    attribute=_attribute,
    imported={"two:Name": "imported"}.__getitem__,
    output=lambda stack, name: f"{name} of {stack}",
    conditions={
        "IsHere": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
        "IsNot": {"Fn::Not": [{"Condition": "IsHere"}]},
    },
    mappings={"Sizes": {"us-east-1": {"small": 1}}},
)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ({"Ref": "Table"}, "one-table"),
        ({"Ref": "AWS::AccountId"}, "123456789012"),
        ({"Fn::GetAtt": ["Table", "Arn"]}, "Table.Arn"),
        ({"Fn::GetAtt": "Table.Stream.Arn"}, "Table.Stream.Arn"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Table"}, 3]]}, "a-one-table-3"),
        ({"Fn::Sub": "${Table}/${Table.Arn}/${!Kept}/${AWS::Partition}"}, "one-table/Table.Arn/${Kept}/aws"),
        ({"Fn::Sub": ["${x}${Table}", {"x": {"Ref": "AWS::Region"}}]}, "us-east-1one-table"),
        ({"Fn::Select": ["1", {"Fn::Split": ["/", "a/b/c"]}]}, "b"),
        ({"Fn::ImportValue": "two:Name"}, "imported"),
        ({"Fn::GetStackOutput": {"StackName": "two", "OutputName": "Name", "Region": "us-east-1"}}, "Name of two"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "small"]}, 1),
        ({"Fn::If": ["IsHere", "yes", "no"]}, "yes"),
        ({"Fn::If": ["IsNot", "yes", {"Ref": "Table"}]}, "one-table"),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
        ({"Fn::If": ["IsHere", {"a": {"Ref": "Table"}}, 0]}, {"a": "one-table"}),
        (
            {"Nested": [{"Deep": {"Ref": "Table"}}], "n": None, "t": True},
            {"Nested": [{"Deep": "one-table"}], "n": None, "t": True},
        ),
    ],
)
def test_intrinsic_functions_mean_what_cloudformation_means(value: Any, meaning: Any) -> None:
    assert resolve(value, SCOPE) == meaning


def test_a_function_that_is_not_known_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(UnresolvedError, match="Fn::Transform"):
        resolve({"Fn::Transform": {"Name": "x"}}, SCOPE)


def test_conditions_are_answered_by_name() -> None:
    assert condition_holds("IsHere", SCOPE)
    assert not condition_holds("IsNot", SCOPE)
