"""`python -m operations.upgrade_check` compares what is deployed with what would be, and stops where data would be lost.

`make diff` shows every property; this says in a line for each stack what comes, changes and goes, and whether something that holds data
would go or be made anew. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html and its
siblings say which properties replace a resource ("Update requires: Replacement").
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from operations.deployment import Deployment, deployment_of

REPLACED_BY = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema"),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::Cognito::UserPool": ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration"),
    "AWS::S3Vectors::VectorBucket": ("VectorBucketName",),
    "AWS::S3Vectors::Index": ("DataType", "Dimension", "DistanceMetric", "IndexName", "VectorBucketName", "VectorBucketArn"),
}  # fmt: skip
"""What holds data, and the properties whose change makes it anew, which is empty."""
Resources = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    stack: str
    is_new: bool
    """Whether the whole stack is."""
    comes: tuple[str, ...]
    changes: tuple[str, ...]
    goes: tuple[str, ...]
    lost: tuple[str, ...]
    """What holds data and would go, or be made anew, in words."""

    def __str__(self) -> str:
        if self.is_new:
            return f"{self.stack}: a new stack of {len(self.comes)} resources"
        parts = {"new": self.comes, "changed": self.changes, "removed": self.goes}
        said = [f"{len(names)} {what} ({', '.join(names)})" for what, names in parts.items() if names]
        return f"{self.stack}: {'; '.join(said) or 'nothing changes'}"


def changes(deployment: Deployment) -> Iterator[Change]:
    """Of each stack, in the order of their deployment."""
    for stack in deployment.assembly.stacks:
        deployed = _deployed(deployment, stack.name)
        planned: Resources = stack.template.get("Resources", {})
        yield _change(stack.name, deployed, planned)


def _change(stack: str, deployed: Resources | None, planned: Resources) -> Change:
    there = deployed or {}
    goes = sorted(there.keys() - planned.keys())
    both = sorted(there.keys() & planned.keys())
    return Change(
        stack,
        is_new=deployed is None,
        comes=tuple(sorted(planned.keys() - there.keys())),
        changes=tuple(name for name in both if _plain(there[name]) != _plain(planned[name])),
        goes=tuple(goes),
        lost=(
            *(f"{stack}: {name} ({there[name]['Type']}) would be removed" for name in goes if _holds_data(there[name])),
            *(
                f"{stack}: {name} ({there[name]['Type']}) would be made anew, because {why} changes"
                for name in both
                if (why := _replaced_by(there[name], planned[name]))
            ),
        ),
    )


def _deployed(deployment: Deployment, stack: str) -> Resources | None:
    """None for a stack that is not there yet."""
    try:
        body = deployment.client("cloudformation").get_template(StackName=stack)["TemplateBody"]
    except ClientError as missing:
        if missing.response["Error"]["Code"] != "ValidationError":
            raise
        return None
    template = json.loads(body) if isinstance(body, str) else body
    resources: Resources = template.get("Resources", {})
    return resources


def _plain(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Without what CDK notes about it."""
    return {name: value for name, value in resource.items() if name != "Metadata"}


def _holds_data(resource: Mapping[str, Any]) -> bool:
    return resource["Type"] in REPLACED_BY


def _replaced_by(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """The first property whose change makes the resource anew, if it holds data."""
    if not _holds_data(before):
        return None
    if before["Type"] != after["Type"]:
        return "Type"
    was, is_ = before.get("Properties", {}), after.get("Properties", {})
    return next((name for name in REPLACED_BY[before["Type"]] if was.get(name) != is_.get(name)), None)


def report(found: Sequence[Change]) -> tuple[list[str], bool]:
    """The lines, and whether nothing is lost."""
    lost = [line for change in found for line in change.lost]
    return [*map(str, found), *(f"STOP {line}" for line in lost)], not lost


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.upgrade_check", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    lines, is_safe = report(list(changes(deployment_of(parser.parse_args(arguments).assembly))))
    print("\n".join(lines))
    sys.exit(0 if is_safe else 1)


if __name__ == "__main__":
    main()
