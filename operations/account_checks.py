"""What an AWS account must allow before the stacks can be deployed to it."""

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from operations.deployment import Deployment
from schema.budgets import NOBODY_WAITS

REGION = "us-east-1"
UNRESERVED = 100
"""What Lambda keeps for functions that reserve nothing (lambda/latest/dg/configuration-concurrency.html)."""
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}
NO_DISTRIBUTION = (
    "this would be the account's first distribution. If the deployment ends with \"Your account must be verified before "
    'you can add new CloudFront resources", open a case with AWS Support (free, "Account and billing"), quote the '
    "message, and run make deploy again when they have answered"
)
"""Nothing but CreateDistribution tells: https://github.com/aws-samples/aws-cdk-examples/issues/279."""


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    STOP = "STOP"


class Finding(NamedTuple):
    verdict: Verdict
    about: str
    says: str
    """In plain words, and with what to do."""

    def __str__(self) -> str:
        return f"{self.verdict:<5} {self.about}: {self.says}"


Check = Callable[[Deployment], Iterator[Finding]]


def identity(deployment: Deployment) -> Iterator[Finding]:
    """Whose account it is, and as whom."""
    try:
        caller = deployment.client("sts").get_caller_identity()
    except BotoCoreError as nobody:
        yield Finding(Verdict.STOP, "identity", f"{nobody}. Run aws sso login, or set AWS_PROFILE")
        return
    except ClientError as refused:
        if refused.response["Error"]["Code"] not in EXPIRED:
            raise
        yield Finding(Verdict.STOP, "identity", "the credentials have expired: run aws sso login, or renew them")
        return
    yield Finding(Verdict.OK, "identity", f"account {caller['Account']}, as {caller['Arn']}")


def region(deployment: Deployment) -> Iterator[Finding]:
    """Alarms on CloudFront's metrics, its certificates and its log deliveries are in one region only."""
    found = deployment.client("sts").meta.region_name
    if found == REGION:
        yield Finding(Verdict.OK, "region", found)
    else:
        yield Finding(Verdict.STOP, "region", f"the stacks are for {found}, and must be in {REGION}: see app.py")


def bootstrap(deployment: Deployment) -> Iterator[Finding]:
    """Whether CDK's own stack is there, and new enough for what was synthesized."""
    artifacts = json.loads((deployment.assembly.directory / "manifest.json").read_text())["artifacts"].values()
    stacks = [each["properties"] for each in artifacts if each["type"] == "aws:cloudformation:stack"]
    needed = max(each["requiresBootstrapStackVersion"] for each in stacks)
    ssm = deployment.client("ssm")
    try:
        found = int(ssm.get_parameter(Name=stacks[0]["bootstrapStackVersionSsmParameter"])["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        yield Finding(Verdict.STOP, "bootstrap", "CDK has not been here yet: run make bootstrap, once for an account")
        return
    if found < needed:
        yield Finding(Verdict.STOP, "bootstrap", f"version {found} is older than {needed}: run make bootstrap again")
    else:
        yield Finding(Verdict.OK, "bootstrap", f"version {found}")


def concurrency(deployment: Deployment) -> Iterator[Finding]:
    """Whether consumers leave room for viewers and the API, and make use of what there is."""
    limit = int(deployment.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    consumers, background = _consumers(deployment, background=False), _consumers(deployment, background=True)
    reserved = _reserved(deployment)
    if 5 * consumers > 3 * limit:  # four of a fresh account's ten are left
        says = f"the queues' consumers would take {consumers} of the account's {limit} concurrent calls"
        yield Finding(Verdict.STOP, "concurrency", f"{says}: deploy with -c account_concurrency={limit}")
    elif reserved and reserved > limit - UNRESERVED:
        says = (
            f"the account has {limit} concurrent calls and must keep {UNRESERVED} of them unreserved, so Lambda refuses"
        )
        yield Finding(Verdict.STOP, "concurrency", f"{says} to reserve {reserved}: lower cdn_concurrency")
    elif 10 * consumers < limit:
        says = f"the account has {limit} concurrent calls, and bulk uploads use {consumers} of them"
        yield Finding(Verdict.NOTE, "concurrency", f"{says}: -c account_concurrency={limit} makes them faster")
    elif limit < UNRESERVED:
        says = f"{limit} concurrent calls, enough to begin with; uploads take up to {consumers}, and work that nobody waits for up to"
        says = f"{says} {background}. For more, ask Service Quotas for Lambda's"
        yield Finding(Verdict.NOTE, "concurrency", f'{says} "Concurrent executions": it is free and takes a day or two')
    else:
        yield Finding(Verdict.OK, "concurrency", f"{limit} calls, {consumers} of them for the queues' consumers")


def _consumers(deployment: Deployment, *, background: bool) -> int:
    """How many calls consumers of queues make at once: those that somebody waits for, or the others."""
    mappings = deployment.assembly.resources("AWS::Lambda::EventSourceMapping")
    return sum(
        int(each.properties["ScalingConfig"]["MaximumConcurrency"])
        for each in mappings
        if "ScalingConfig" in each.properties and bool(each.metadata.get(NOBODY_WAITS)) is background
    )


def _reserved(deployment: Deployment) -> int:
    functions = deployment.assembly.resources("AWS::Lambda::Function")
    return sum(int(each.properties.get("ReservedConcurrentExecutions", 0)) for each in functions)


class Quota(NamedTuple):
    """A default of https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html."""

    kind: str
    most: int
    count: Callable[[Any], int]


QUOTAS = (
    Quota("CachePolicy", 20, lambda c: _quantity(c.list_cache_policies(Type="custom")["CachePolicyList"])),
    Quota(
        "ResponseHeadersPolicy",
        20,
        lambda c: _quantity(c.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]),
    ),
    Quota(
        "OriginRequestPolicy",
        20,
        lambda c: _quantity(c.list_origin_request_policies(Type="custom")["OriginRequestPolicyList"]),
    ),
    Quota("Function", 100, lambda c: _quantity(c.list_functions(Stage="DEVELOPMENT")["FunctionList"])),
    Quota("OriginAccessControl", 100, lambda c: _quantity(c.list_origin_access_controls()["OriginAccessControlList"])),
)


def _quantity(page: dict[str, Any]) -> int:
    return int(page["Quantity"])


def cloudfront(deployment: Deployment) -> Iterator[Finding]:
    """Whether CloudFront would take a distribution, and has room for what belongs to it."""
    client = deployment.client("cloudfront")
    if not _quantity(client.list_distributions()["DistributionList"]):
        yield Finding(Verdict.NOTE, "CloudFront", NO_DISTRIBUTION)
    if _is_deployed(deployment):
        yield Finding(Verdict.OK, "CloudFront", "deployed before")
    elif scarce := list(_scarce(deployment, client)):
        yield from scarce
    else:
        yield Finding(Verdict.OK, "CloudFront", "has room for the policies and functions")


def _scarce(deployment: Deployment, client: Any) -> Iterator[Finding]:
    for quota in QUOTAS:
        there = quota.count(client)
        more = sum(1 for _ in deployment.assembly.resources(f"AWS::CloudFront::{quota.kind}"))
        if there + more > quota.most:
            says = f"the account has {there} of {quota.kind}, this needs {more} more, and the quota is {quota.most}"
            yield Finding(Verdict.NOTE, "CloudFront", f"{says} unless AWS has raised it: ask Service Quotas for more")


def _is_deployed(deployment: Deployment) -> bool:
    """Whether the stack of the distribution is there already, with everything that counts against a quota."""
    distribution = next(iter(deployment.assembly.resources("AWS::CloudFront::Distribution")))
    cloudformation = deployment.client("cloudformation")
    try:
        cloudformation.describe_stacks(StackName=distribution.stack)
    except ClientError as missing:
        if missing.response["Error"]["Code"] != "ValidationError":
            raise
        return False
    return True
