"""The value by which the API knows its own distribution gets another one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from operations import origin_proof
from operations.deployment import Deployment, deployment_of

ORIGINS = {
    "api": {"Quantity": 1, "Items": [{"HeaderName": "x-origin-proof", "HeaderValue": "first"}]},
    "web": {"Quantity": 1, "Items": [{"HeaderName": "x-other", "HeaderValue": "stays"}]},
}


def client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        secret = client("secretsmanager").create_secret(Name="proof", SecretString="first")["ARN"]
        distribution = _distribution()
        names = {"AWS::SecretsManager::Secret": secret, "AWS::CloudFront::Distribution": distribution}
        made = _deployment(tmp_path)
        monkeypatch.setattr(Deployment, "physical_name", lambda self, resource: names[resource.type])
        yield made


def _distribution() -> str:
    items = [
        {"Id": id_, "DomainName": f"{id_}.example.com", "CustomHeaders": headers, "CustomOriginConfig": _plain()}
        for id_, headers in ORIGINS.items()
    ]
    config = {
        "CallerReference": "1",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": len(items), "Items": items},
        "DefaultCacheBehavior": {"TargetOriginId": "web", "ViewerProtocolPolicy": "https-only"},
    }
    return str(client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"])


def _plain() -> dict[str, Any]:
    return {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}


def _deployment(folder: Path) -> Deployment:
    stack = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/us-east-1",
        "properties": {"templateFile": "small.template.json", "stackName": "small"},
    }
    resources = {"P": {"Type": "AWS::SecretsManager::Secret"}, "D": {"Type": "AWS::CloudFront::Distribution"}}
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"small": stack}}))
    (folder / "small.template.json").write_text(json.dumps({"Resources": resources}))
    return deployment_of(folder)


def headers_sent() -> dict[str, str]:
    (listed,) = client("cloudfront").list_distributions()["DistributionList"]["Items"]
    origins = client("cloudfront").get_distribution_config(Id=listed["Id"])["DistributionConfig"]["Origins"]["Items"]
    return {each["Id"]: header["HeaderValue"] for each in origins for header in each["CustomHeaders"]["Items"]}


def test_secret_and_distribution_get_the_same_new_value_and_the_old_one_still_counts(deployment: Deployment) -> None:
    origin_proof.rotate(deployment)

    current = client("secretsmanager").get_secret_value(SecretId="proof")["SecretString"]
    before = client("secretsmanager").get_secret_value(SecretId="proof", VersionStage="AWSPREVIOUS")["SecretString"]
    assert before == "first"
    assert current != "first"
    assert len(bytes.fromhex(current)) == 32
    assert headers_sent() == {"api": current, "web": "stays"}


def test_value_is_not_printed(deployment: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin_proof.main(["--assembly", str(tmp_path)])

    current = client("secretsmanager").get_secret_value(SecretId="proof")["SecretString"]
    assert current not in capsys.readouterr().out
