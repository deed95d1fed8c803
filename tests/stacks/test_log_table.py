"""Athena counts access logs only where an operator has asked for it, and may do no more than that."""

from datetime import UTC, datetime
from typing import Any

import pytest

from schema.access_logs import DAY_FORMAT, DOMAIN_FIELDS, SUFFIX_PATH, hour_prefix
from tests.functions import FUNCTIONS
from tests.stacks.reading import flat, of_type, rights, the

HOUR = datetime(2026, 11, 29, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def on(switched_on: dict[str, dict[str, Any]]) -> dict[str, Any]:
    resources: dict[str, Any] = switched_on["service"]["Resources"]
    return resources


def _asking(resources: dict[str, Any], function: str) -> set[str]:
    return {
        action
        for action, resource in rights(resources, function)
        if action.startswith(("athena:", "glue:")) or "athena/" in resource or action == "s3:GetBucketLocation"
    }


def _environment(resources: dict[str, Any]) -> dict[str, Any]:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    (found,) = [each["Environment"]["Variables"] for each in functions if ".analytics_schedule." in each["Handler"]]
    return dict(found)


def test_nothing_of_it_is_there_by_default(resources: dict[str, Any]) -> None:
    assert not [name for name, each in resources.items() if each["Type"].startswith(("AWS::Glue::", "AWS::Athena::"))]
    assert all(not _asking(resources, function) for function in FUNCTIONS)
    assert _environment(resources)["ATHENA_WORKGROUP"] == "off"


def test_the_function_that_counts_may_ask_and_no_other(on: dict[str, Any]) -> None:
    assert _asking(on, "analytics_schedule") == {
        *("athena:StartQueryExecution", "athena:GetQueryExecution", "glue:GetDatabase", "glue:GetTable"),
        *("s3:GetBucketLocation", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
    }
    assert all(not _asking(on, function) for function in FUNCTIONS if function != "analytics_schedule")
    assert all(not resource.endswith("*") for action, resource in rights(on, "analytics_schedule") if "glue:" in action)


def test_it_asks_in_the_workgroup_about_the_table(on: dict[str, Any]) -> None:
    variables = _environment(on)
    database = the(on, "AWS::Glue::Database")["DatabaseInput"]["Name"]
    table = the(on, "AWS::Glue::Table")
    workgroup = the(on, "AWS::Athena::WorkGroup")
    assert variables["ATHENA_TABLE"] == f'"{database}"."{table["TableInput"]["Name"]}"'
    assert variables["ATHENA_WORKGROUP"] == workgroup["Name"]
    assert workgroup["WorkGroupConfiguration"]["EnforceWorkGroupConfiguration"] is True
    assert flat(workgroup["WorkGroupConfiguration"]["ResultConfiguration"]["OutputLocation"]).endswith("/athena/")


def test_partitions_are_the_folders_that_cloudfront_writes_to(on: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html"""
    table = the(on, "AWS::Glue::Table")["TableInput"]
    projection = table["Parameters"]
    template = flat(projection["storage.location.template"])
    folder = template.replace("${day}", HOUR.strftime(DAY_FORMAT)).replace("${hour}", f"{HOUR.hour:02}")
    location = flat(table["StorageDescriptor"]["Location"])
    assert folder.removeprefix(location) == hour_prefix("", HOUR)
    assert SUFFIX_PATH == "{yyyy}/{MM}/{dd}/{HH}"
    assert (projection["projection.hour.range"], projection["projection.hour.digits"]) == ("0,23", "2")
    assert projection["projection.day.format"] == "yyyy/MM/dd"


def test_the_columns_are_the_fields_of_a_line(on: dict[str, Any]) -> None:
    table = the(on, "AWS::Glue::Table")["TableInput"]
    columns = [column["Name"] for column in table["StorageDescriptor"]["Columns"]]
    assert columns == [field.lower() for field in DOMAIN_FIELDS]
    assert {column["Type"] for column in table["StorageDescriptor"]["Columns"]} == {"string"}
    assert [(each["Name"], each["Type"]) for each in table["PartitionKeys"]] == [("day", "string"), ("hour", "int")]
