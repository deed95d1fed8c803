"""`python -m operations.origin_proof` rotates the secret by which the API recognises its own distribution.

CloudFormation creates the first value. The functions accept the current value and the previous one, so no request is
refused while the edges learn the new one. That takes minutes. Rotate again only after that.
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
    """Writes a new value to Secrets Manager, then to the distributions. An unchanged template would not update
    them."""
    secret = deployment.physical_name(_only(deployment, "AWS::SecretsManager::Secret"))
    value = secrets.token_hex(BYTES)
    deployment.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)
    for distribution in deployment.assembly.resources("AWS::CloudFront::Distribution"):
        _tell(deployment.physical_name(distribution), deployment, value)


def _tell(distribution: str, deployment: Deployment, value: str) -> None:
    cloudfront = deployment.client("cloudfront")
    found = cloudfront.get_distribution_config(Id=distribution)
    config = found["DistributionConfig"]
    told = [_told(origin, value) for origin in config["Origins"]["Items"]]
    if not any(told):
        raise LookupError(f"no origin of {distribution} has the header {HEADER}")
    cloudfront.update_distribution(Id=distribution, IfMatch=found["ETag"], DistributionConfig=config)


def _told(origin: dict[str, Any], value: str) -> bool:
    """Whether the origin gets the header. If so, it also gets the new value."""
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
    print(
        "The API's proof of origin has a new value. Edges learn it within minutes, and the old value counts until then"
    )


if __name__ == "__main__":
    main()
