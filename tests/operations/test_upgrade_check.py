"""`make upgrade-check`: what a deployment would change, and that it stops where data would be lost."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.assembly import read_assembly
from operations.deployment import Deployment
from operations.upgrade_check import REPLACED_BY, Change, changes, main, report

Templates = dict[str, dict[str, Any]]


class CloudFormation:
    """What is deployed, by the stacks' names."""

    def __init__(self, deployed: Templates) -> None:
        self.deployed = deployed

    def get_template(self, **asked: str) -> dict[str, Any]:
        if asked["StackName"] not in self.deployed:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "GetTemplate")
        return {"TemplateBody": json.dumps(self.deployed[asked["StackName"]])}


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
