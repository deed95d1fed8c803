"""`python -m operations.upgrade_check` compares what is deployed with what would be, and stops where data would be lost.

`make diff` shows every property; this says in a line for each stack what comes, changes and goes, and whether something that holds data
would go, be made anew or lose its protection; and which data migrations are due then.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html and its siblings say which
properties replace a resource ("Update requires: Replacement").
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from operations.deployment import Deployment, deployment_of
from operations.migrations.told import reminder_of

REPLACED_BY = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema", "ImportSourceSpecification"),
    "AWS::S3::Bucket": ("BucketName", "BucketNamePrefix", "BucketNamespace"),
    "AWS::Cognito::UserPool": ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration"),
    "AWS::S3Vectors::VectorBucket": ("VectorBucketName", "EncryptionConfiguration"),
    "AWS::S3Vectors::Index": (
        *("DataType", "Dimension", "DistanceMetric", "IndexName", "VectorBucketName", "VectorBucketArn"),
        *("EncryptionConfiguration", "MetadataConfiguration"),
    ),
}
"""What holds data, and the properties whose change makes it anew, which is empty."""
NOTICED_BY = {
    "AWS::SQS::Queue": (("FifoQueue", "QueueName"), "with the messages that wait in it"),
    "AWS::CloudFront::Distribution": ((), "so the installation's address changes"),
    "AWS::CloudFront::ConnectionGroup": (("Name",), "so owners' domains lead nowhere until their DNS follows"),
    "AWS::Cognito::UserPoolClient": (("GenerateSecret", "UserPoolId"), "so everybody signs in anew"),
    "AWS::Cognito::UserPoolDomain": (("Domain", "UserPoolId"), "so the address of the sign-in page changes"),
}
"""What people notice when it goes or is made anew, the properties whose change does that, and what they notice."""
PROTECTIONS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "DeletionPolicy": lambda resource: str(resource.get("DeletionPolicy", "")).startswith("Retain"),
    "UpdateReplacePolicy": lambda resource: resource.get("UpdateReplacePolicy") == "Retain",
    "DeletionProtectionEnabled": lambda resource: (
        resource.get("Properties", {}).get("DeletionProtectionEnabled") is True
    ),
    "DeletionProtection": lambda resource: resource.get("Properties", {}).get("DeletionProtection") == "ACTIVE",
}
"""What keeps data when its resource leaves the templates, and how to tell."""
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
    """What holds data and would go, be made anew, or lose what protects it, in words."""
    noticed: tuple[str, ...] = ()
    """What else people notice."""

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
        lost=tuple(
            f"{stack}: {name} ({there[name]['Type']}) {what}"
            for name in (*goes, *both)
            for what in _losses(there[name], planned.get(name))
        ),
        noticed=tuple(
            f"{stack}: {name} ({there[name]['Type']}) {what}, {NOTICED_BY[there[name]['Type']][1]}"
            for name in (*goes, *both)
            if there[name]["Type"] in NOTICED_BY
            and (what := _end_of(there[name], planned.get(name), NOTICED_BY[there[name]["Type"]][0]))
        ),
    )


def _losses(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> Iterator[str]:
    """Of one resource, if it holds data."""
    if before["Type"] not in REPLACED_BY:
        return
    if end := _end_of(before, after, REPLACED_BY[before["Type"]]):
        yield end
    elif after is not None:
        yield from (
            f"would lose its {name}" for name, is_on in PROTECTIONS.items() if is_on(before) and not is_on(after)
        )


def _end_of(before: Mapping[str, Any], after: Mapping[str, Any] | None, replaced_by: Sequence[str]) -> str | None:
    """How the resource ends that is there now; None if it stays."""
    if after is None:
        return "would be removed"
    was, is_ = before.get("Properties", {}), after.get("Properties", {})
    changed = [name for name in replaced_by if was.get(name) != is_.get(name)]
    why = "Type" if before["Type"] != after["Type"] else next(iter(changed), None)
    return f"would be made anew, because {why} changes" if why else None


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


def report(found: Sequence[Change]) -> tuple[list[str], bool]:
    """The lines, the worst ones last, and whether nothing is lost."""
    noticed = [f"CARE {line}" for change in found for line in change.noticed]
    lost = [f"STOP {line}" for change in found for line in change.lost]
    return [*map(str, found), *noticed, *lost], not lost


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.upgrade_check", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    deployment = deployment_of(parser.parse_args(arguments).assembly)
    lines, is_safe = report(list(changes(deployment)))
    print("\n".join([*lines, *reminder_of(deployment)]))
    sys.exit(0 if is_safe else 1)


if __name__ == "__main__":
    main()
