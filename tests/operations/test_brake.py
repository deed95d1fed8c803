"""`make brake` shows the bill brake and moves it, like the function that counts what is spent."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from functions.brake_schedule.services import Services
from local.assembly import read_assembly
from local.resources import provision
from operations.brake import move, options_of, told, variables_of
from operations.deployment import Deployment
from pixelflare.aws.clients import use_region
from pixelflare.aws.table import Table
from schema.env.brake_schedule import BrakeScheduleEnv
from tests.assembly import assembly_dir


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    use_region("us-east-1")
    with mock_aws():
        here = provision(
            read_assembly(assembly_dir()), client=lambda service: boto3.client(service, region_name="us-east-1")
        )
        variables = here.environment("brake_schedule") | {"BRAKE_STORED_ONLY": "40"}
        yield Services(BrakeScheduleEnv.read(variables))


def test_operator_moves_the_brake_which_is_announced_and_logged(services: Services) -> None:
    assert told(move("", services)).startswith("Level 0, by what is spent: everything works.\nSpent in ")
    assert "not counted yet; level 1 from $40 on, level 2 only by hand." in told(move("", services))

    held = told(move("2", services))
    assert held.startswith("Level 2, as an operator has set it, until ")
    assert "no uploads are taken" in held
    assert told(move("auto", services)).startswith("Level 0, by what is spent")

    topic = get_backend("sns")[DEFAULT_ACCOUNT_ID]["us-east-1"].topics[services.env.alarm_topic]
    said = [(subject, text.split("\n\n")[1]) for _id, text, subject, *_ in topic.sent_notifications]
    assert said == [
        ("Pixelflare: the brake is at level 2", "An operator has decided so."),
        ("Pixelflare: the brake is off", "An operator has decided so."),
    ]
    rows = Table(services.env.audit_table).scan(["pk", "path", "actor"], after=None).items
    assert [(str(row["path"]), row["actor"]) for row in rows] == [("make brake", "operator")] * 2
    assert {str(row["pk"])[: len("AU#installation#")] for row in rows} == {"AU#installation#"}


def test_settings_are_those_of_the_deployed_function() -> None:
    class Account:
        """CloudFormation and Lambda."""

        def describe_stack_resource(self, **asked: str) -> dict[str, dict[str, str]]:
            return {"StackResourceDetail": {"PhysicalResourceId": asked["LogicalResourceId"]}}

        def get_function_configuration(self, **asked: str) -> dict[str, dict[str, dict[str, str]]]:
            return {"Environment": {"Variables": {"NAME": asked["FunctionName"][:21]}}}

    deployment = Deployment(read_assembly(assembly_dir()), lambda service: Account())
    assert variables_of(deployment) == {"NAME": "BrakeScheduleFunction"}


@pytest.mark.parametrize("level", ["3", "-1", "on"])
def test_other_levels_are_refused(level: str) -> None:
    with pytest.raises(SystemExit):
        options_of(["--local", "--level", level])
