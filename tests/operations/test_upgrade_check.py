"""`make upgrade-check`: what a deployment would change, and that it stops where data would be lost."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from local.assembly import Assembly, Stack, read_assembly
from operations.deployment import Deployment
from operations.upgrade_check import NOTICED_BY, REPLACED_BY, Change, changes, main, report

Templates = dict[str, dict[str, Any]]


class CloudFormation:
    """What is deployed, by the stacks' names."""

    def __init__(self, deployed: Templates) -> None:
        self.deployed = deployed

    def get_template(self, **asked: str) -> dict[str, Any]:
        if asked["StackName"] not in self.deployed:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "GetTemplate")
        return {"TemplateBody": json.dumps(self.deployed[asked["StackName"]])}

    def describe_stack_resource(self, **_: str) -> dict[str, Any]:
        """No table is there that could say which migrations are due."""
        raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "DescribeStackResource")


@pytest.fixture
def deployed(assembly: Path) -> Templates:
    """As it would be deployed now, so nothing changes."""
    return {stack.name: copy.deepcopy(dict(stack.template)) for stack in read_assembly(assembly).stacks}


def found(assembly: Path, deployed: Templates) -> list[Change]:
    return list(changes(Deployment(read_assembly(assembly), lambda _: CloudFormation(deployed))))


def resource(deployed: Templates, type_: str) -> tuple[dict[str, Any], str]:
    """The resources of the stack that has one of the type, and its logical id."""
    for template in deployed.values():
        for name, each in template["Resources"].items():
            if each["Type"] == type_:
                return template["Resources"], name
    raise LookupError(type_)


def test_same_again_changes_nothing(assembly: Path, deployed: Templates) -> None:
    lines, is_safe = report(found(assembly, deployed))
    assert is_safe
    assert lines == [f"{name}: nothing changes" for name in deployed]


def test_what_comes_changes_and_goes_is_named(assembly: Path, deployed: Templates) -> None:
    resources, function = resource(deployed, "AWS::Lambda::Function")
    resources[function]["Properties"]["MemorySize"] = 1
    resources[function]["Metadata"] = {"noted": "by CDK"}
    resources["Gone"] = {"Type": "AWS::SQS::Queue"}
    queue = resource(deployed, "AWS::SQS::Queue")[1]
    del resources[queue]
    [changed] = [each for each in found(assembly, deployed) if each.changes or each.comes or each.goes]
    assert (changed.comes, changed.changes, changed.goes, changed.lost) == ((queue,), (function,), ("Gone",), ())
    assert str(changed) == f"{changed.stack}: 1 new ({queue}); 1 changed ({function}); 1 removed (Gone)"


def test_what_people_notice_is_said_and_stops_nothing(assembly: Path, deployed: Templates) -> None:
    resources, domain = resource(deployed, "AWS::Cognito::UserPoolDomain")
    resources[domain]["Properties"]["Domain"] = "another"
    resource(deployed, "AWS::SQS::Queue")[0]["Retired"] = {"Type": "AWS::SQS::Queue"}
    resource(deployed, "AWS::CloudFront::Distribution")[0]["First"] = {"Type": "AWS::CloudFront::Distribution"}
    lines, is_safe = report(found(assembly, deployed))
    assert is_safe
    storage, service, delivery = deployed
    assert [line for line in lines if line.startswith("CARE")] == [
        f"CARE {storage}: {domain} (AWS::Cognito::UserPoolDomain) would be made anew, because Domain changes, "
        "so the address of the sign-in page changes",
        f"CARE {service}: Retired (AWS::SQS::Queue) would be removed, with the messages that wait in it",
        f"CARE {delivery}: First (AWS::CloudFront::Distribution) would be removed, so the installation's address changes",
    ]


@pytest.mark.parametrize(
    ("type_", "gone"),
    [
        ("AWS::S3::Bucket", "DeletionPolicy"),
        ("AWS::DynamoDB::Table", "UpdateReplacePolicy"),
        ("AWS::DynamoDB::Table", "DeletionProtectionEnabled"),
        ("AWS::Cognito::UserPool", "DeletionProtection"),
    ],
)
def test_stops_where_something_with_data_would_lose_its_protection(
    assembly: Path, deployed: Templates, type_: str, gone: str
) -> None:
    """Whoever removes it in the next release would not be stopped by CloudFormation any more."""
    planned = copy.deepcopy(deployed)
    (name,) = [_unprotect(template["Resources"], type_, gone) for template in planned.values() if _has(template, type_)]
    there = read_assembly(assembly)
    stacks = tuple(Stack(each.name, planned[each.name], each.assets) for each in there.stacks)
    lines, is_safe = report(
        list(changes(Deployment(Assembly(there.directory, stacks), lambda _: CloudFormation(deployed))))
    )
    assert not is_safe
    assert [line.partition(": ")[2] for line in lines if line.startswith("STOP")] == [
        f"{name} ({type_}) would lose its {gone}"
    ]


def _has(template: dict[str, Any], type_: str) -> bool:
    return any(each["Type"] == type_ for each in template["Resources"].values())


def _unprotect(resources: dict[str, Any], type_: str, gone: str) -> str:
    """Takes the protection from the first resource of the type that has it, and returns its logical id."""
    for name, each in resources.items():
        for place in (each, each.get("Properties", {})):
            if each["Type"] == type_ and gone in place:
                del place[gone]
                return name
    raise LookupError(gone)


def test_a_type_that_changes_under_the_same_name_is_lost(assembly: Path, deployed: Templates) -> None:
    resources, name = resource(deployed, "AWS::SQS::Queue")
    resources[name] = {"Type": "AWS::S3::Bucket"}
    lines, is_safe = report(found(assembly, deployed))
    assert not is_safe
    assert lines[-1].endswith(f"{name} (AWS::S3::Bucket) would be made anew, because Type changes")


def _kept(assembly: Path) -> set[str]:
    """The types of what stays in the account when it leaves the templates."""
    every = [each for stack in read_assembly(assembly).stacks for each in stack.template["Resources"].values()]
    return {each["Type"] for each in every if str(each.get("DeletionPolicy", "")).startswith("Retain")}


def test_everything_that_is_kept_is_known_to_hold_data(assembly: Path) -> None:
    assert _kept(assembly) <= REPLACED_BY.keys()


@pytest.mark.parametrize("type_", [*REPLACED_BY, *NOTICED_BY])
def test_no_property_that_makes_a_resource_anew_is_forgotten(type_: str) -> None:
    """As AWS's own schema has them; it says nothing of the user pool's."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    pointers = schema.get("createOnlyProperties", []) + schema.get("conditionalCreateOnlyProperties", [])
    known = REPLACED_BY[type_] if type_ in REPLACED_BY else NOTICED_BY[type_][0]
    assert {pointer.split("/")[2] for pointer in pointers} <= set(known)


def test_new_installation_is_new(assembly: Path) -> None:
    lines, is_safe = report(found(assembly, {}))
    assert is_safe
    assert all("a new stack of" in line for line in lines)


@pytest.mark.parametrize("type_", ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool"])
def test_stops_where_something_with_data_would_go_or_be_made_anew(
    assembly: Path, deployed: Templates, type_: str
) -> None:
    resources, name = resource(deployed, type_)
    resources["Former"] = {"Type": type_}
    resources[name].setdefault("Properties", {})[REPLACED_BY[type_][0]] = "another"
    lines, is_safe = report(found(assembly, deployed))
    assert not is_safe
    stops = [line.partition(": ")[2] for line in lines if line.startswith("STOP")]
    assert stops == [
        f"Former ({type_}) would be removed",
        f"{name} ({type_}) would be made anew, because {REPLACED_BY[type_][0]} changes",
    ]


def test_command_ends_with_an_error_where_data_would_be_lost(
    assembly: Path, deployed: Templates, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment = Deployment(read_assembly(assembly), lambda _: CloudFormation(deployed))
    monkeypatch.setattr("operations.upgrade_check.deployment_of", lambda folder: deployment)
    with pytest.raises(SystemExit) as ended:
        main(["--assembly", str(assembly)])
    assert ended.value.code == 0
    resource(deployed, "AWS::S3::Bucket")[0]["Former"] = {"Type": "AWS::S3::Bucket"}
    with pytest.raises(SystemExit) as ended:
        main(["--assembly", str(assembly)])
    assert ended.value.code == 1
    assert "STOP" in capsys.readouterr().out
