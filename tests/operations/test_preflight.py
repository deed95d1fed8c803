"""What is looked at before a deployment. moto plays the account; what it does not know, this file plays."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from moto import mock_aws

from operations import preflight
from operations.account_checks import Finding, Verdict
from operations.deployment import Deployment, deployment_of

OK, NOTE, STOP = Verdict.OK, Verdict.NOTE, Verdict.STOP
Play = Callable[..., Deployment]


class Lambda:
    def __init__(self, concurrency: int) -> None:
        self._limit = {"ConcurrentExecutions": concurrency, "UnreservedConcurrentExecutions": concurrency}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": self._limit}


class CloudFront:
    """An account with so many distributions and policies."""

    def __init__(self, *, distributions: int = 1, policies: int = 0) -> None:
        self._distributions, self._policies = {"Quantity": distributions}, {"Quantity": policies}

    def list_distributions(self) -> dict[str, Any]:
        return {"DistributionList": self._distributions}

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        member = "".join(part.title() for part in name.removeprefix("list_").split("_"))
        singular = member.removesuffix("ies") + "y" if member.endswith("ies") else member.removesuffix("s")
        return lambda **_: {f"{singular}List": self._policies}


@pytest.fixture
def play(assembly: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """A deployment of the application into an account of one's choice."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    def playing(*, bootstrapped: int | None = 30, **clients: Any) -> Deployment:
        if bootstrapped is not None:
            ssm = boto3.client("ssm", region_name="us-east-1")
            ssm.put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value=str(bootstrapped), Type="String")
        played = {"lambda": Lambda(10), "cloudfront": CloudFront()} | clients
        whole = deployment_of(assembly)
        return Deployment(whole.assembly, lambda name: played.get(name) or whole.client(name))

    with mock_aws():
        yield playing


def _found(deployment: Deployment) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in preflight.preflight(deployment):
        found.setdefault(finding.about, []).append(finding)
    return found


def test_a_fresh_account_may_be_deployed_to_and_hears_what_to_expect(play: Play) -> None:
    found = _found(play(cloudfront=CloudFront(distributions=0)))

    assert not [each for findings in found.values() for each in findings if each.verdict is STOP]
    assert found["identity"][0].says.startswith("account 123456789012, as arn:aws:")
    assert found["region"][0].says == "us-east-1"
    assert found["bootstrap"][0].says == "version 30"
    assert "10 concurrent calls, enough to begin with" in found["concurrency"][0].says
    assert found["CloudFront"][0].verdict is NOTE
    assert "open a case with AWS Support" in found["CloudFront"][0].says
    assert "sign-in by code is off" in found["SES"][0].says
    assert "-c alarm_email=" in found["alarms"][0].says
    assert "a month while nobody uses it" in found["cost"][0].says


def test_nobody_is_asked_anything_without_credentials(play: Play) -> None:
    class Sts:
        meta = boto3.client("sts", region_name="us-east-1").meta

        def get_caller_identity(self) -> None:
            raise NoCredentialsError

    found = list(preflight.preflight(play(sts=Sts())))
    assert [(each.verdict, each.about) for each in found] == [(STOP, "identity"), (OK, "region")]
    assert "aws sso login" in found[0].says


@pytest.mark.parametrize(("version", "says"), [(None, "run make bootstrap, once"), (5, "version 5 is older than 6")])
def test_an_account_without_cdks_own_stack_is_refused(play: Play, version: int | None, says: str) -> None:
    (finding,) = _found(play(bootstrapped=version))["bootstrap"]
    assert finding.verdict is STOP
    assert says in finding.says


@pytest.mark.parametrize(
    ("account", "verdict", "says"),
    [
        (7, STOP, "deploy with -c account_concurrency=7"),
        (10, NOTE, "ask Service Quotas"),
        (1000, NOTE, "-c account_concurrency=1000 makes them faster"),
    ],
)
def test_the_accounts_concurrency_is_compared_with_the_templates(
    play: Play, account: int, verdict: Verdict, says: str
) -> None:
    (finding,) = _found(play(**{"lambda": Lambda(account)}))["concurrency"]
    assert finding.verdict is verdict
    assert says in finding.says


def test_a_full_account_is_told_of_cloudfronts_quotas(play: Play) -> None:
    full = [each.says for each in _found(play(cloudfront=CloudFront(policies=19)))["CloudFront"]]
    assert any("19 of CachePolicy, this needs 3 more, and the quota is 20" in says for says in full)
    (room,) = _found(play(cloudfront=CloudFront(policies=1), bootstrapped=None))["CloudFront"]
    assert (room.verdict, room.says) == (OK, "has room for the policies and functions")


def test_what_may_not_be_looked_at_is_left_to_the_deployment(play: Play) -> None:
    class Denied:
        def get_account_settings(self) -> None:
            error = {"Error": {"Code": "AccessDeniedException", "Message": "no lambda:GetAccountSettings"}}
            raise ClientError(error, "GetAccountSettings")  # type: ignore[arg-type]

    (finding,) = _found(play(**{"lambda": Denied()}))["concurrency"]
    assert finding.verdict is NOTE
    assert "no lambda:GetAccountSettings" in finding.says


@pytest.mark.parametrize(("there", "refused"), [(["by-album-or-bin"], False), (["a"], True), ([], True)])
def test_two_changed_indexes_of_one_table_are_refused(play: Play, there: list[str], refused: bool) -> None:
    """https://github.com/aws/aws-cdk/issues/12246"""

    class CloudFormation:
        def describe_stacks(self, **_: str) -> dict[str, Any]:
            return {}

        def get_template(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803
            (stack,) = [each for each in deployment.assembly.stacks if each.name == StackName]
            template = json.loads(json.dumps(stack.template))
            for name, each in template["Resources"].items():
                if name.startswith("Core"):
                    each["Properties"]["GlobalSecondaryIndexes"] = [{"IndexName": index} for index in there]
            return {"TemplateBody": template}

    deployment = play(cloudformation=CloudFormation())
    found = _found(deployment).get("indexes", [])
    assert [each.verdict for each in found] == [STOP] * refused


def test_a_stop_ends_the_command(play: Play, assembly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "deployment_of", lambda _: play(bootstrapped=None))
    with pytest.raises(SystemExit, match="first do what is said at STOP"):
        preflight.main(["--assembly", str(assembly)])


def test_a_deployment_begins_with_it() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    recipe = makefile.partition("\ndeploy:")[2].partition("\n\n")[0].splitlines()
    assert "$(OPERATION).preflight" in recipe[1]
