"""What the account's credentials show of a deployment: who is refused, and that the sign-in page and an alarm work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx

from local.assembly import Resource
from operations.alarm_trial import AlarmTrialError, Heard, fire_alarm
from operations.checklist import Claim
from operations.deployment import Deployment
from operations.login import Login
from operations.smoke_error import SmokeError

TIMEOUT_SECONDS = 35
NOBODYS_KEY = "smoke"
"""No entry has it, so nothing could be lost even if the audit table allowed the deletion."""
Get = Callable[..., httpx.Response]


@dataclass(frozen=True)
class AccountProofs:
    """Steps for the end of a smoke test."""

    deployment: Deployment
    get: Get = httpx.get
    fire: Callable[[Deployment], Heard] = fire_alarm

    def steps(self) -> Iterator[tuple[str, Claim, Callable[[], object]]]:
        """Name, claim and action of each step. An action raises SmokeError."""
        yield "strangers get nothing from the buckets", Claim.BUCKETS, self._buckets
        yield "strangers get nothing from the function's URL", Claim.FUNCTION_URL, self._function_url
        yield "strangers get nothing from the API's own host", Claim.API_HOST, self._api_host
        yield "the audit table refuses a deletion", Claim.AUDIT, self._audit
        yield "the sign-in page opens", Claim.SIGN_IN_PAGE, self._sign_in_page
        yield "an alarm is told", Claim.ALARM, self._alarm

    def _buckets(self) -> None:
        region = self.deployment.client("s3").meta.region_name
        for bucket in self.deployment.assembly.resources("AWS::S3::Bucket"):
            name = self.deployment.physical_name(bucket)
            self._refused(f"https://{name}.s3.{region}.amazonaws.com/smoke")

    def _function_url(self) -> None:
        for url in self.deployment.assembly.resources("AWS::Lambda::Url"):
            function = self.deployment.physical_name(url)
            found = self.deployment.client("lambda").get_function_url_config(FunctionName=function)
            self._refused(f"{found['FunctionUrl']}smoke")

    def _api_host(self) -> None:
        api = self.deployment.physical_name(self._the("AWS::ApiGatewayV2::Api"))
        host = self.deployment.client("apigatewayv2").get_api(ApiId=api)["ApiEndpoint"]
        self._refused(f"{host}/v1/images")

    def _audit(self) -> None:
        table = self._the("AWS::DynamoDB::Table", "Audit")
        key = {each["AttributeName"]: {"S": NOBODYS_KEY} for each in table.properties["KeySchema"]}
        dynamodb = self.deployment.client("dynamodb")
        try:
            dynamodb.delete_item(TableName=self.deployment.physical_name(table), Key=key)
        except dynamodb.exceptions.ClientError as refused:
            if "explicit deny in a resource-based policy" in str(refused):
                return
            raise SmokeError(f"the table's own policy did not answer: {refused}") from refused
        raise SmokeError("the audit table allowed a deletion (of an entry that does not exist)")

    def _sign_in_page(self) -> None:
        told = self.deployment.outputs()
        address = Login(told["SignInUrl"], told["UserPoolClientId"]).address
        answer = self.get(address, follow_redirects=True, timeout=TIMEOUT_SECONDS)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status_code != 200 or not is_page or answer.url.path == "/error":
            raise SmokeError(f"{address} led to {answer.url} with {answer.status_code}")

    def _alarm(self) -> Heard:
        try:
            return self.fire(self.deployment)
        except AlarmTrialError as silent:
            raise SmokeError(str(silent)) from silent

    def _refused(self, url: str) -> None:
        answer = self.get(url, timeout=TIMEOUT_SECONDS)
        if answer.status_code != 403:
            raise SmokeError(f"{url} answered a stranger with {answer.status_code}, not 403")

    def _the(self, type_: str, starts: str = "") -> Resource:
        found = self.deployment.assembly.resources(type_)
        (one,) = (each for each in found if each.logical_id.startswith(starts))
        return one
