"""A synthesized application as deployed: the names that CloudFormation gave its resources."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from local.assembly import Assembly, Resource, read_assembly

FOR_STACKS = "PublishOutput"
"""How names of outputs begin that stacks read from each other (stacks/parts/host_output.py)."""

Client = Callable[[str], Any]


@dataclass(frozen=True)
class Deployment:
    """The templates, and the account of their deployment."""

    assembly: Assembly
    client: Client
    """A boto3 client for a service's name."""

    def physical_name(self, resource: Resource) -> str:
        """The bucket name, distribution id and so on. Raises botocore's ClientError if the stack is not deployed."""
        asked = {"StackName": resource.stack, "LogicalResourceId": resource.logical_id}
        found = self.client("cloudformation").describe_stack_resource(**asked)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def outputs(self) -> dict[str, str]:
        """The outputs of the deployed stacks, such as the address, without those that only stacks use."""
        told: dict[str, str] = {}
        for stack in self.assembly.stacks:
            (found,) = self.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
            plain = (output for output in found.get("Outputs", []) if not output["OutputKey"].startswith(FOR_STACKS))
            told |= {output["OutputKey"]: output["OutputValue"] for output in plain}
        return told


def deployment_of(folder: Path) -> Deployment:
    """The deployment of the assembly in `folder`, in its region. AWS's tools find the credentials.

    Raises AssemblyError if the folder has no assembly.
    """
    assembly = read_assembly(folder)
    region = _region(folder)
    return Deployment(assembly, lambda service: boto3.client(service, region_name=region))


def _region(folder: Path) -> str:
    """The region of all stacks, from the manifest's form `aws://account/region`."""
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"].values()
    (region,) = {each["environment"].rpartition("/")[2] for each in artifacts if "environment" in each}
    return str(region)
