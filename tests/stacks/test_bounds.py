"""Promises about what an installation takes of its account: concurrency, and money."""

from typing import Any

import pytest

from schema.budgets import NOBODY_WAITS
from stacks.parts.settings import LEAST_CONSUMERS
from tests.stacks.reading import flat, of_type, rights, the


@pytest.fixture(scope="module")
def on(switched_on: dict[str, Any]) -> dict[str, Any]:
    """All resources where the account has 1,000 concurrent calls, the CDN gets 300, and 50 dollars are planned."""
    return {name: each for template in switched_on.values() for name, each in template["Resources"].items()}


def _consumers(resources: dict[str, Any], *, background: bool = False) -> list[int]:
    """Of queues: those that somebody waits for, or the others. A stream has one call at a time for each of its shards."""
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").items()
    return [
        mapping["ScalingConfig"]["MaximumConcurrency"]
        for name, mapping in mappings
        if "ScalingConfig" in mapping and bool(resources[name].get("Metadata", {}).get(NOBODY_WAITS)) is background
    ]


def _reserved(resources: dict[str, Any]) -> dict[str, int]:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    return {
        each["Handler"].split(".")[1]: each["ReservedConcurrentExecutions"]
        for each in functions
        if "ReservedConcurrentExecutions" in each
    }


def test_consumers_leave_room_in_a_fresh_account(resources: dict[str, Any]) -> None:
    """Ten calls at once, of which viewers and the API keep four. What nobody waits for takes two at most, the least that SQS allows,
    for each of its queues; where they are all busy at once, preflight has said so.

    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """
    assert sum(_consumers(resources)) <= 6
    assert set(_consumers(resources, background=True)) == {LEAST_CONSUMERS}
    assert _reserved(resources) == {}


def test_consumers_follow_the_account(on: dict[str, Any]) -> None:
    assert _consumers(on) == [100, 100, 100]
    assert set(_consumers(on, background=True)) == {LEAST_CONSUMERS, 100}  # webhooks: their endpoints are slow
    assert _reserved(on) == {"cdn": 300}
    assert 1000 - 300 - sum(_consumers(on)) >= 100


def test_without_a_budget_there_is_none(resources: dict[str, Any]) -> None:
    assert of_type(resources, "AWS::Budgets::Budget") == {}


def test_a_budget_tells_of_half_of_all_and_of_what_is_to_come(on: dict[str, Any]) -> None:
    budget = the(on, "AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 50, "Unit": "USD"}
    assert (budget["Budget"]["BudgetType"], budget["Budget"]["TimeUnit"]) == ("COST", "MONTHLY")
    told = [(each["Notification"]["NotificationType"], each["Notification"]["Threshold"]) for each in _notices(budget)]
    assert told == [("ACTUAL", 50), ("ACTUAL", 100), ("FORECASTED", 100)]
    assert {each["Notification"]["ComparisonOperator"] for each in _notices(budget)} == {"GREATER_THAN"}


def test_a_budget_waits_until_it_may_publish(on: dict[str, Any]) -> None:
    (budget,) = [each for each in on.values() if each["Type"] == "AWS::Budgets::Budget"]
    (policy,) = of_type(on, "AWS::SNS::TopicPolicy")
    assert policy in budget["DependsOn"]
    (topic,) = of_type(on, "AWS::SNS::Topic")
    assert {flat(each["Subscribers"][0]["Address"]) for each in _notices(budget["Properties"])} == {f"${{{topic}}}"}


def test_the_brake_asks_the_budget_of_its_own_account_and_no_other(
    on: dict[str, Any], resources: dict[str, Any]
) -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html"""
    name = next(name for name, each in on.items() if each["Type"] == "AWS::Budgets::Budget")
    asked = [resource for action, resource in rights(on, "brake_schedule") if action == "budgets:ViewBudget"]
    assert asked == [f"arn:${{AWS::Partition}}:budgets::${{AWS::AccountId}}:budget/${{{name}}}"]
    assert _variables(on)["BUDGET_NAME"] == {"Ref": name}
    assert [action for action, _ in rights(resources, "brake_schedule") if action.startswith("budgets:")] == []
    assert _variables(resources)["BUDGET_NAME"] == "off"


def test_the_brake_and_operators_tell_the_topic_of_the_alarms(resources: dict[str, Any]) -> None:
    topic = next(name for name, each in resources.items() if each["Type"] == "AWS::SNS::Topic")
    for function in ("brake_schedule", "api"):
        assert [to for action, to in rights(resources, function) if action == "sns:Publish"] == [f"${{{topic}}}"]


def _variables(resources: dict[str, Any]) -> dict[str, Any]:
    """Of the function that moves the brake."""
    (found,) = [
        each for each in of_type(resources, "AWS::Lambda::Function").values() if ".brake_schedule." in each["Handler"]
    ]
    variables: dict[str, Any] = found["Environment"]["Variables"]
    return variables


def _notices(budget: dict[str, Any]) -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = budget["NotificationsWithSubscribers"]
    return notices
