"""What the application costs, computed from its templates."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from local.assembly import Assembly, Stack, read_assembly
from local.synth import assembly_of
from operations import cost
from operations.abuse import abuses
from schema import costs, limits
from schema.prices import PRICES, Price
from tests.assembly import ROOT

IDLE_PROMISE = 3.00
"""Dollars a month."""


@pytest.fixture(scope="module")
def application(assembly: Path) -> Assembly:
    return read_assembly(assembly)


def of_types(**types: int) -> Assembly:
    names = {f"{name}{number}": kind for name, count in types.items() for number, kind in enumerate([name] * count)}
    resources = {name: {"Type": kind.replace("_", "::")} for name, kind in names.items()}
    return Assembly(Path(), (Stack("one", {"Resources": resources}, {}),))


def test_idle_month_costs_less_than_promised(application: Assembly) -> None:
    assert 0 < sum(line.bill for line in cost.idle_lines(application)) < IDLE_PROMISE


def test_cost_page_says_what_the_templates_cost() -> None:
    by_default = read_assembly(assembly_of(ROOT))

    assert cost.PAGE.read_text() == cost.page(by_default), "run make docs"


def test_only_what_exceeds_the_free_allotment_is_billed() -> None:
    (line,) = cost.idle_lines(of_types(AWS_CloudWatch_Alarm=12))

    assert (line.bill, line.list_price) == (pytest.approx(0.20), pytest.approx(1.20))
    assert cost.Line("x", Price("y", Decimal(2), per=10, free=100), 40).bill == 0


def _alone(type_: str, **properties: object) -> Assembly:
    resources = {"One": {"Type": type_, "Properties": properties}}
    return Assembly(Path(), (Stack("one", {"Resources": resources}, {}),))


def test_alarm_is_charged_for_each_metric_that_its_expression_reads() -> None:
    read = [{"Id": f"m{number}", "MetricStat": {}} for number in range(7)]
    (line,) = cost.idle_lines(_alone("AWS::CloudWatch::Alarm", Metrics=[{"Id": "e", "Expression": "MAX(m0)"}, *read]))

    assert line.units == 7


@pytest.mark.parametrize(("metrics", "bill"), [(50, 0), (51, 3)])
def test_dashboard_of_more_than_fifty_metrics_is_not_free(metrics: int, bill: float) -> None:
    graph = {"properties": {"title": "One", "metrics": [["AWS/SQS", "Age", {}]] * metrics}}
    (line,) = cost.idle_lines(_alone("AWS::CloudWatch::Dashboard", DashboardBody=json.dumps({"widgets": [graph]})))

    assert line.bill == bill


def test_queue_is_asked_even_when_nothing_is_in_it() -> None:
    (line,) = cost.idle_lines(of_types(AWS_Lambda_EventSourceMapping=3))

    assert line.units == 3 * 657_000
    assert line.price == PRICES["queue"]


def test_resource_that_nobody_has_priced_is_noticed() -> None:
    with pytest.raises(LookupError, match="AWS::EC2::NatGateway"):
        cost.idle_lines(of_types(AWS_EC2_NatGateway=1))


def test_no_type_is_both_charged_and_free() -> None:
    assert not cost.CHARGED_WHEN_IDLE.keys() & cost.FREE_WHEN_IDLE


def test_metrics_are_counted_as_the_code_counts_them() -> None:
    """One metric for each name and function; no schedule is deployed; custom domains are off, and so are mails."""
    off = dict.fromkeys(("DomainVerified", "DomainFailed", "DomainWithoutRoom", "NoticeSent", "NoticeRefused"), 0)
    in_several = off | {"RequestFailed": 3, "MessageFailed": 4, "Withdrawn": 3, "ScheduleFailed": 0}
    sources = (ROOT / "layers" / "shared" / "python" / "pixelflare").rglob("*.py")
    names = {name for source in sources for name in re.findall(r"\bcount(?:_for_all)?\(\"(\w+)\"", source.read_text())}
    assert in_several.keys() <= names
    assert sum(in_several.get(name, 1) for name in names) == cost.METRICS
    assert f"There are {cost.METRICS} of them" in (ROOT / "docs" / "alarms.md").read_text()


def test_page_of_alarms_says_what_they_cost(application: Assembly) -> None:
    (alarms,) = [line for line in cost.idle_lines(application) if line.price == PRICES["alarm"]]
    says = f"{alarms.units} cost ${alarms.bill:.2f} a month"
    assert says in (ROOT / "docs" / "alarms.md").read_text(), (
        f'docs/alarms.md should say "{says}": a queue came or went'
    )


def test_receipts_assume_the_memory_and_seconds_of_the_templates(application: Assembly) -> None:
    functions = application.resources("AWS::Lambda::Function")
    work = [(each.properties["MemorySize"], each.metadata.get("SecondsPer", {})) for each in functions]
    by_memory = {memory: seconds["upload"] for memory, seconds in work if "upload" in seconds}
    assert by_memory == costs.UPLOAD_SECONDS
    assert len(by_memory) == sum("upload" in seconds for _, seconds in work)
    (making,) = [(memory, seconds["variant"]) for memory, seconds in work if "variant" in seconds]
    assert round(making[0] * making[1] / costs.MADE_OF_MISSES) == costs.MAKING_MB_SECONDS
    assert cost.MISSES == cost.GENERATED * costs.MADE_OF_MISSES


def test_no_limit_makes_abuse_dearer_than_none(application: Assembly) -> None:
    for each in abuses(application):
        unlimited, by_default = (sum(line.list_price for line in lines) for lines in (each.unlimited, each.by_default))
        assert 0 < by_default <= unlimited, each.what
        assert each.holds


def test_abuse_is_bounded_by_what_the_templates_and_the_contract_say(application: Assembly) -> None:
    calls = {each.what: {line.what: line.units for line in each.by_default} for each in abuses(application)}
    (api,) = [units for what, units in calls.items() if "to the API" in what]
    (uploads,) = [units for what, units in calls.items() if "stolen key uploads" in what]
    (address,) = [units for what, units in calls.items() if "one address" in what]
    assert api["api"] == 200 * 3600 * 730
    assert uploads["stored"] == pytest.approx(limits.UPLOADS_PER_HOUR * 730 * limits.MAX_UPLOAD_BYTES / 1e9)
    assert address["invocation"] == limits.VARIANTS_PER_HOUR * 730
