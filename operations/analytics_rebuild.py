"""`python -m operations.analytics_rebuild` writes analytics' rows anew, from what was counted and lies in the bucket of logs.

It is needed when rows of the derived table are lost or wrong. Hours are written as they were counted; days are summed from hours, and
months from days. It is safe beside live traffic, and can be repeated.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from local.naming import generated_name
from local.resolve import REGION
from operations.deployment import Deployment, deployment_of
from pixelflare.analytics import rebuild
from pixelflare.aws.clients import use_region
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock


def _name(deployment: Deployment, type_: str, starts: str, *, is_local: bool) -> str:
    """The local cloud has no CloudFormation to ask: it names things itself."""
    (one,) = (each for each in deployment.assembly.resources(type_) if each.logical_id.startswith(starts))
    return generated_name(one) if is_local else deployment.physical_name(one)


def _hours_kept_days(deployment: Deployment) -> int:
    """As the function that counts has it."""
    functions = deployment.assembly.resources("AWS::Lambda::Function")
    variables = (each.properties.get("Environment", {}).get("Variables", {}) for each in functions)
    return next(int(each["HOURS_KEPT_DAYS"]) for each in variables if "HOURS_KEPT_DAYS" in each)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.analytics_rebuild", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--local", action="store_true", help="those of make run, at AWS_ENDPOINT_URL")
    options = parser.parse_args(arguments)
    deployment = deployment_of(options.assembly)
    use_region(REGION if options.local else deployment.client("dynamodb").meta.region_name)
    derived = _name(deployment, "AWS::DynamoDB::Table", "Derived", is_local=options.local)
    logs = _name(deployment, "AWS::S3::Bucket", "Logs", is_local=options.local)
    kept = _hours_kept_days(deployment)
    rows = rebuild(Table(derived), ObjectStore(logs), hours_kept_days=kept, now=clock.now())
    print(f"Wrote {rows} rows of hours, days and months")


if __name__ == "__main__":
    main()
