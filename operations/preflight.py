"""`python -m operations.preflight` looks at the account before a deployment, and says in plain words what to do first.

It changes nothing. What it may not look at, it leaves to the deployment.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from operations import account_checks, cost, mail_sender
from operations.account_checks import Check, Finding, Verdict
from operations.cost_tables import dollars
from operations.deployment import Deployment, deployment_of
from schema.library.recognition import AiProvider

DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def mails(deployment: Deployment) -> Iterator[Finding]:
    """What SES says of the sender, if mails come from one."""
    try:
        yield Finding(Verdict.OK, "SES", mail_sender.check(deployment))
    except mail_sender.SenderError as not_ready:
        yield Finding(Verdict.STOP, "SES", str(not_ready))


def alarms(deployment: Deployment) -> Iterator[Finding]:
    """Whether somebody hears of a failure."""
    told = [str(each.properties["Endpoint"]) for each in deployment.assembly.resources("AWS::SNS::Subscription")]
    if told:
        yield Finding(Verdict.OK, "alarms", f"go to {', '.join(told)}, who must confirm AWS's first mail")
    else:
        yield Finding(Verdict.NOTE, "alarms", "go to nobody: -c alarm_email=you@example.com names somebody")


def indexes(deployment: Deployment) -> Iterator[Finding]:
    """DynamoDB adds or removes one index of a table at a time, and refuses an update with two.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    """
    cloudformation = deployment.client("cloudformation")
    for stack in deployment.assembly.stacks:
        tables = _index_names(stack.template)
        if not tables:
            continue
        try:
            there = _index_names(cloudformation.get_template(StackName=stack.name)["TemplateBody"])
        except ClientError as missing:
            if missing.response["Error"]["Code"] != "ValidationError":
                raise
            continue  # A new table may have as many as it likes.
        for name in tables.keys() & there.keys():
            if len(changed := tables[name] ^ there[name]) > 1:
                says = f"{name} would change {', '.join(sorted(changed))}, and DynamoDB changes one index at a time"
                yield Finding(Verdict.STOP, "indexes", f"{says}: deploy the releases between, one after the other")


def _index_names(template: Any) -> dict[str, set[str]]:
    """Of every table, by its logical id."""
    return {
        name: {index["IndexName"] for index in each.get("Properties", {}).get("GlobalSecondaryIndexes", [])}
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::DynamoDB::Table"
    }


def models(deployment: Deployment) -> Iterator[Finding]:
    """Who looks at pictures. The models of `make run` are not part of what is deployed."""
    functions = deployment.assembly.resources("AWS::Lambda::Function")
    variables = [each.properties.get("Environment", {}).get("Variables", {}) for each in functions]
    provider = next((each["AI_PROVIDER"] for each in variables if "AI_PROVIDER" in each), AiProvider.OFF)
    if provider == AiProvider.LOCAL:
        says = "AWS does not have the models of make run: deploy with -c ai_provider=rekognition, or off"
        yield Finding(Verdict.STOP, "models", says)
    else:
        yield Finding(Verdict.OK, "models", f"ai_provider={provider} (docs/ai.md says what each picture costs)")


def idle_cost(deployment: Deployment) -> Iterator[Finding]:
    """What it costs while nobody uses it."""
    lines = cost.idle_lines(deployment.assembly)
    bill, list_price = (
        dollars(sum(prices)) for prices in zip(*((each.bill, each.list_price) for each in lines), strict=True)
    )
    says = f"{bill} a month while nobody uses it, {list_price} if the account's free allotments are used up"
    yield Finding(Verdict.OK, "cost", f"{says} (docs/costs.md)")


FIRST: tuple[Check, ...] = (account_checks.identity, account_checks.region)
"""Without these, the others have nothing to look at."""
CHECKS: tuple[Check, ...] = (
    account_checks.bootstrap,
    account_checks.concurrency,
    account_checks.cloudfront,
    mails,
    alarms,
    indexes,
    models,
    idle_cost,
)


def preflight(deployment: Deployment) -> Iterator[Finding]:
    """What was found, one after the other; nothing more after a STOP of the first checks."""
    first = [finding for check in FIRST for finding in check(deployment)]
    yield from first
    if any(each.verdict is Verdict.STOP for each in first):
        return
    for check in CHECKS:
        try:
            yield from check(deployment)
        except ClientError as refused:
            if refused.response["Error"]["Code"] not in DENIED:
                raise
            says = f"not looked at, as these credentials may not: {refused.response['Error'].get('Message', '')}"
            yield Finding(Verdict.NOTE, check.__name__.replace("_", " "), says)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.preflight", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    stops = 0
    for finding in preflight(deployment_of(parser.parse_args(arguments).assembly)):
        print(finding)
        stops += finding.verdict is Verdict.STOP
    if stops:
        raise SystemExit("Not deployed: first do what is said at STOP")


if __name__ == "__main__":
    main()
