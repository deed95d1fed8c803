"""What an operator decides about an owner by `make plan`, `make suspend` and `make resume`."""

from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from local.assembly import read_assembly
from local.resources import provision
from operations.owners import controls_of, decide, options_of
from pixelflare.accounts import UserStore
from pixelflare.aws.clients import use_region
from pixelflare.aws.table import Table
from pixelflare.base.errors import NotFound
from pixelflare.usage import OwnerControls
from schema.identity.users import PlanTier, User
from tests.assembly import assembly_dir

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def say(controls: OwnerControls, *arguments: str) -> str:
    return decide(options_of(["--local", *arguments]), controls)


def test_operator_sets_a_plan_suspends_and_resumes_and_each_is_in_the_owners_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    use_region("us-east-1")
    with mock_aws():
        here = provision(
            read_assembly(assembly_dir()), client=lambda service: boto3.client(service, region_name="us-east-1")
        )
        controls = controls_of(here.assembly, here.name)
        tables = {each.logical_id[:4]: here.name(each) for each in here.assembly.resources("AWS::DynamoDB::Table")}
        users = UserStore(Table(tables["Core"]))
        users.register(
            "login", User(owner="k3x", created_at=NOW, updated_at=NOW, settings_updated_at=NOW), username="alice"
        )

        assert say(controls, "--owner", "k3x", "--plan", "pro") == "k3x has the plan pro."
        say(controls, "--owner", "k3x", "--suspend", "--reason", "spam")
        user = users.find("k3x")
        assert user is not None
        assert user.suspended is not None
        assert (user.plan_tier, user.suspended.reason) == (PlanTier.PRO, "spam")
        say(controls, "--owner", "k3x", "--resume")
        user = users.find("k3x")
        assert user is not None
        assert user.suspended is None
        rows = boto3.client("dynamodb", region_name="us-east-1").scan(TableName=tables["Audi"])["Items"]
        assert {(row["action"]["S"], row["actor"]["S"], row["path"]["S"]) for row in rows} == {
            ("set_plan", "operator", "make plan"),
            ("suspend", "operator", "make suspend"),
            ("resume", "operator", "make resume"),
        }
        with pytest.raises(NotFound):
            say(controls, "--owner", "nobody", "--suspend")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--owner", "k3x"],
        ["--owner", "", "--suspend"],
        ["--owner", "k3x", "--plan", "gold"],
        ["--owner", "k3x", "--plan", ""],
        ["--owner", "k3x", "--suspend", "--reason", "x" * 301],
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        options_of(["--local", *arguments])
