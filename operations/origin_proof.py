"""`python -m operations.origin_proof`: gives the secret another value by which the API knows its own distribution.

CloudFormation made the first one. The functions believe the present value and the one before, so nothing is refused
while the edges learn the new one, which takes minutes. Rotate again only after that.
"""

import argparse
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.assembly import Resource
from operations.deployment import Deployment, deployment_of

HEADER = "x-origin-proof"
BYTES = 32


def rotate(deployment: Deployment) -> None:
    """A new value in Secrets Manager, then in the distribution: a template that has not changed would not bring it there."""
    secret = deployment.physical_name(_only(deployment, "AWS::SecretsManager::Secret"))
    value = secrets.token_hex(BYTES)
    deployment.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)
    _tell_distribution(deployment, value)


def _tell_distribution(deployment: Deployment, value: str) -> None:
    cloudfront = deployment.client("cloudfront")
    distribution = deployment.physical_name(_only(deployment, "AWS::CloudFront::Distribution"))
    found = cloudfront.get_distribution_config(Id=distribution)
    config = found["DistributionConfig"]
    told = [_told(origin, value) for origin in config["Origins"]["Items"]]
    if not any(told):
        raise LookupError(f"no origin of {distribution} is sent {HEADER}")
    cloudfront.update_distribution(Id=distribution, IfMatch=found["ETag"], DistributionConfig=config)


def _told(origin: dict[str, Any], value: str) -> bool:
    """Whether the origin is one that is sent the header; it then gets the new value."""
    headers = [
        each for each in origin.get("CustomHeaders", {}).get("Items", []) if each["HeaderName"].lower() == HEADER
    ]
    for header in headers:
        header["HeaderValue"] = value
    return bool(headers)


def _only(deployment: Deployment, type_: str) -> Resource:
    (resource,) = deployment.assembly.resources(type_)
    return resource


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.origin_proof", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    rotate(deployment_of(parser.parse_args(arguments).assembly))
    print("The API's proof of origin has a new value; edges learn it within minutes, the old one counts until then")


if __name__ == "__main__":
    main()
