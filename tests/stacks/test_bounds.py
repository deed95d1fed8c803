"""Promises about what an installation takes of its account: concurrency, and money."""

from typing import Any

import pytest

from tests.stacks.reading import flat, of_type, the


@pytest.fixture(scope="module")
def on(switched_on: dict[str, Any]) -> dict[str, Any]:
    """All resources where the account has 1,000 concurrent calls, the CDN gets 300, and 50 dollars are planned."""
    return {name: each for template in switched_on.values() for name, each in template["Resources"].items()}


def _consumers(resources: dict[str, Any]) -> list[int]:
    """Of queues. A stream has one call at a time for each of its shards."""
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    return [mapping["ScalingConfig"]["MaximumConcurrency"] for mapping in mappings if "ScalingConfig" in mapping]


def _reserved(resources: dict[str, Any]) -> dict[str, int]:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    return {
        each["Handler"].split(".")[1]: each["ReservedConcurrentExecutions"]
        for each in functions
        if "ReservedConcurrentExecutions" in each
    }


def test_consumers_take_no_more_than_a_fresh_account_has(resources: dict[str, Any]) -> None:
    """Ten calls at once. When every consumer is busy they take all of them, and no more (docs/account.md).

    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """
    assert sum(_consumers(resources)) <= 10
    assert _reserved(resources) == {}


def test_consumers_follow_the_account(on: dict[str, Any]) -> None:
    assert sorted(_consumers(on)) == [2, 100, 100, 100, 100]
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


def _notices(budget: dict[str, Any]) -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = budget["NotificationsWithSubscribers"]
    return notices
