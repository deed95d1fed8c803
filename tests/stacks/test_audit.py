"""Promises about the audit table: what was written stays as it was written."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.assembly import synthesize
from tests.functions import FUNCTIONS
from tests.stacks.reading import as_list, flat, rights, walk

REWRITING = ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete")
AUDIT_ARN = {"Fn::GetStackOutput": {"StackName": "storage", "OutputName": "PublishOutputFnGetAttAudit3D8ADE0AArnABC"}}
REMOVING = ("DeleteTable", "UpdateTable", "UpdateTimeToLive", "PutResourcePolicy", "DeleteResourcePolicy")


def test_no_role_may_change_or_remove_an_audit_entry(resources: dict[str, Any]) -> None:
    """By any statement of any stack, wildcards in actions and resources taken at their widest."""
    allowed = list(_admitting(resources))
    assert ("dynamodb:PutItem", "audit") in {(action, _table_of(resource)) for action, resource in allowed}
    for operation in (*REWRITING, *REMOVING):
        for action, resource in allowed:
            meant = fnmatchcase(f"dynamodb:{operation}".lower(), action.lower())
            assert not (meant and _table_of(resource) in ("audit", "any")), (action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:UpdateItem", AUDIT_ARN),
        ("dynamodb:DeleteItem", {"Fn::GetAtt": ["Audit3D8ADE0A", "Arn"]}),
        ("dynamodb:*", "*"),
        ("*", "*"),
        (["s3:GetObject", "dynamodb:PartiQL*"], "arn:aws:dynamodb:*:*:table/*"),
        ("dynamodb:batchwriteitem", AUDIT_ARN),
    ],
)
def test_a_role_that_might_is_found(resources: dict[str, Any], action: Any, resource: Any) -> None:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    rogue = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": {"Statement": [statement]}}}

    with pytest.raises(AssertionError):
        test_no_role_may_change_or_remove_an_audit_entry(resources | {"Rogue": rogue})


ONLY_NOTES = {"gallery", "index_consumer", "backup_schedule"}
"""They note in the table of records how far they are, and change nothing of an owner's."""


def test_audit_entries_are_read_for_their_owner_only_and_written_by_whoever_changes_something(
    resources: dict[str, Any],
) -> None:
    found = {
        (folder, action)
        for folder in FUNCTIONS
        for action, resource in rights(resources, folder)
        if _table_of(resource) == "audit"
    }
    assert {folder for folder, action in found if action == "dynamodb:Query"} == {"api", "export_consumer"}
    assert {action for _, action in found} == {"dynamodb:PutItem", "dynamodb:Query"}
    assert {folder for folder, action in found if action == "dynamodb:PutItem"} == (
        _changing_records(resources) - ONLY_NOTES
    )


def _changing_records(resources: dict[str, Any]) -> set[str]:
    """The functions whose roles may write to the table of records, but for the CDN's, which only notes what it has made."""
    writes = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
    return {
        folder
        for folder in FUNCTIONS
        for action, resource in rights(resources, folder)
        if action in writes and "GetAttCore" in str(resource)
    }


@pytest.mark.parametrize(
    ("resource", "table"),
    [
        ("*", "any"),
        ("arn:aws:dynamodb:*:*:table/*", "any"),
        ("arn:aws:dynamodb:us-east-1:${AWS::AccountId}:table/pixelflare-storage-Audit*", "any"),
        ("${pixelflare-storage:PublishOutputFnGetAttAudit3D8ADE0AArnABC}", "audit"),
        ("${pixelflare-storage:PublishOutputFnGetAttAudit3D8ADE0AArnABC}/index/*", "audit"),
        ("${pixelflare-storage:PublishOutputFnGetAttCoreC65142A7ArnABC}", "another"),
    ],
)
def test_a_wildcard_counts_as_the_audit_table(resource: str, table: str) -> None:
    assert _table_of(resource) == table


def _admitting(resources: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (action, resource) that a statement allows, whoever it is for: roles' policies and resources' own."""
    for statement in walk(resources):
        if isinstance(statement, dict) and statement.get("Effect") == "Allow" and "sts:" not in str(statement):
            assert "NotAction" not in statement
            for action in as_list(statement["Action"]):
                yield from ((action, flat(resource)) for resource in as_list(statement.get("Resource", "*")))


def _table_of(resource: str) -> str:
    """`audit` for its table, `any` for a pattern that may mean it, else `another`."""
    if "FnGetAttAudit" in resource or resource.startswith("${Audit"):
        return "audit"
    names_another = re.match(r"\$\{", resource) or (resource.startswith("arn:") and ":dynamodb:" not in resource)
    return "another" if names_another or "*" not in resource else "any"


def test_an_operator_who_leaves_the_library_out_is_warned(tmp_path: Path) -> None:
    synthesize(tmp_path / "assembly", context={"audit_logging": "off"})
    told = "".join(path.read_text() for path in (tmp_path / "assembly").glob("*.json") if "template" not in path.name)
    assert "audit_logging is off: changes of images, albums and tags leave no audit entries" in told
