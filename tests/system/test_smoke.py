"""What an operator runs after a deployment, against the local one: it passes here, and notices what is broken."""

import boto3
import pytest

from operations import smoke
from operations.checklist import OF_THE_ACCOUNT, Claim
from operations.smoke import Journey
from operations.smoke_error import SmokeError
from tests.system.runtime import Runtime

PASSWORD = "Smoke-test-1-2-3"


@pytest.fixture
def token(runtime: Runtime) -> str:
    """As docs/deploying.md says: a user of the pool, a password, an access token."""
    signed = {name.lower(): value for name, value in runtime.credentials().items()}
    cognito = boto3.client("cognito-idp", endpoint_url=runtime.endpoint_url, region_name="us-east-1", **signed)
    (pool,) = cognito.list_user_pools(MaxResults=10)["UserPools"]
    (app,) = cognito.list_user_pool_clients(UserPoolId=pool["Id"])["UserPoolClients"]
    who = {"UserPoolId": pool["Id"], "Username": "smoke@example.com"}
    cognito.admin_create_user(**who, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool["Id"],
        ClientId=app["ClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who["Username"], "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def test_main_job_passes_step_by_step_and_a_deployment_that_does_not_know_the_token_fails_it(
    runtime: Runtime, token: str
) -> None:
    said: list[str] = []

    journey = Journey(runtime.url, token, say=said.append)
    journey.run()

    assert [line[:4] for line in said] == ["ok  "] * len(said)
    assert said[-1].startswith("ok  it is deleted again")
    assert journey.checklist.proved == set(Claim) - OF_THE_ACCOUNT - {Claim.TLS}

    with pytest.raises(SmokeError, match=r"an image is reserved: POST .* returned 401"):
        Journey(runtime.url, token[:-4] + "AAAA", say=said.append).run()


def test_command_ends_with_the_step_that_failed_and_the_list(
    runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"^FAILED {2}an image is reserved: "):
        smoke.main(["--url", runtime.url, "--token", "not-a-token"])
    printed = capsys.readouterr().out
    assert f"[ ] {Claim.ORIGIN_PROOF}" in printed
    assert "[x]" not in printed


def test_nobody_at_the_address_is_a_failure_too() -> None:
    with pytest.raises(SystemExit, match=r"^FAILED"):
        smoke.main(["--url", "http://127.0.0.1:9", "--token", "x"])
