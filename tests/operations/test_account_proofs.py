"""What a smoke test shows with the account's credentials. Strangers, the audit table's policy and the page are played."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local.assembly import read_assembly
from operations.account_proofs import AccountProofs
from operations.alarm_trial import AlarmTrialError, Heard
from operations.checklist import OF_THE_ACCOUNT, Claim
from operations.deployment import Deployment
from operations.smoke_error import SmokeError

DENIED = "not authorized to perform: dynamodb:DeleteItem with an explicit deny in a resource-based policy"
NO_RIGHT = "not authorized to perform: dynamodb:DeleteItem because no identity-based policy allows it"
PAGE = {"content-type": "text/html;charset=UTF-8"}


class Application(Deployment):
    """These templates, deployed without CloudFormation: a resource is called like its logical id."""

    def physical_name(self, resource: Any) -> str:
        return str(resource.logical_id).lower()

    def outputs(self) -> dict[str, str]:
        return {"SignInUrl": "https://sign-in.example.com", "UserPoolClientId": "app"}


class Account:
    """The services that are asked, all of them."""

    class meta:  # noqa: N801 - as boto3 spells it
        region_name = "us-east-1"

    class exceptions:  # noqa: N801
        ClientError = ClientError

    def __init__(self, refusal: str | None = DENIED) -> None:
        self._refusal = refusal
        self.removed: list[dict[str, Any]] = []

    def get_function_url_config(self, **_asked: str) -> dict[str, str]:
        return {"FunctionUrl": "https://abc.lambda-url.us-east-1.on.aws/"}

    def get_api(self, **_asked: str) -> dict[str, str]:
        return {"ApiEndpoint": "https://api.execute-api.us-east-1.amazonaws.com"}

    def delete_item(self, **asked: Any) -> None:
        if self._refusal:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": self._refusal}}, "DeleteItem")
        self.removed.append(asked)


class World:
    """What a stranger is answered, by the host's beginning; 403 otherwise, and a page at the sign-in address."""

    def __init__(self, **statuses: int) -> None:
        self._statuses = statuses
        self.asked: list[str] = []
        self.lands_at = "https://sign-in.example.com/login"

    def __call__(self, url: str, **_options: Any) -> httpx.Response:
        self.asked.append(url)
        host = url.removeprefix("https://").partition(".")[0]
        if host == "sign-in":
            return httpx.Response(200, headers=PAGE, request=httpx.Request("GET", self.lands_at))
        return httpx.Response(self._statuses.get(host, 403), request=httpx.Request("GET", url))


def heard(_deployment: Deployment) -> Heard:
    return Heard("ApiFailures", ("you@example.com",))


def silent(_deployment: Deployment) -> Heard:
    raise AlarmTrialError("told nobody")


@pytest.fixture
def proofs(assembly: Path) -> Callable[..., AccountProofs]:
    def made(
        *, account: Account | None = None, world: World | None = None, fire: Callable[[Deployment], Heard] = heard
    ) -> AccountProofs:
        services = account or Account()
        deployment = Application(read_assembly(assembly), lambda _service: services)
        return AccountProofs(deployment, get=world or World(), fire=fire)

    return made


def run(proofs: AccountProofs) -> dict[Claim, object]:
    return {claim: action() for _, claim, action in proofs.steps()}


def fails(proofs: AccountProofs, claim: Claim) -> str:
    """What the step of the claim ends with."""
    (action,) = [action for _, each, action in proofs.steps() if each == claim]
    with pytest.raises(SmokeError) as failed:
        action()
    return str(failed.value)


def test_every_claim_of_the_account_has_a_step_and_passes_where_all_is_well(
    proofs: Callable[..., AccountProofs],
) -> None:
    world = World()
    done = run(proofs(world=world))
    assert set(done) == OF_THE_ACCOUNT
    assert "you@example.com" in str(done[Claim.ALARM])
    buckets = {url.partition(".s3.")[0] for url in world.asked if ".s3." in url}
    assert len(buckets) == 7


def test_a_bucket_a_function_or_an_api_that_answers_strangers_is_found(proofs: Callable[..., AccountProofs]) -> None:
    assert "answered a stranger with 200" in fails(proofs(world=World(abc=200)), Claim.FUNCTION_URL)
    assert "https://api.execute-api" in fails(proofs(world=World(api=401)), Claim.API_HOST)
    (first, *_) = [url for url in _asked(proofs) if ".s3." in url]
    host = first.removeprefix("https://").partition(".")[0]
    assert "with 404" in fails(proofs(world=World(**{host: 404})), Claim.BUCKETS)


def _asked(proofs: Callable[..., AccountProofs]) -> list[str]:
    world = World()
    run(proofs(world=world))
    return world.asked


def test_only_the_audit_tables_own_policy_counts_as_its_refusal(proofs: Callable[..., AccountProofs]) -> None:
    """Somebody without the right would be refused anyway, which says nothing of the policy."""
    assert "own policy did not answer" in fails(proofs(account=Account(NO_RIGHT)), Claim.AUDIT)
    open_ = Account(None)
    assert "allowed a deletion" in fails(proofs(account=open_), Claim.AUDIT)
    (removed,) = open_.removed
    assert removed["Key"] == {"pk": {"S": "smoke"}, "sk": {"S": "smoke"}}
    assert removed["TableName"].startswith("audit")


def test_a_sign_in_page_that_does_not_know_the_client_is_no_page(proofs: Callable[..., AccountProofs]) -> None:
    world = World()
    world.lands_at = "https://sign-in.example.com/error?error=redirect_mismatch"
    assert "led to https://sign-in.example.com/error" in fails(proofs(world=world), Claim.SIGN_IN_PAGE)


def test_an_alarm_that_tells_nobody_fails(proofs: Callable[..., AccountProofs]) -> None:
    assert fails(proofs(fire=silent), Claim.ALARM) == "told nobody"
