"""A small application, deployed by CloudFormation on the emulated services of this process."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from operations.deployment import Deployment, deployment_of
from tests.assembly import assembly_dir

STACK = "small-web"
SECRETS = ["/small/owner-pepper", "/small/cursor-key"]

TEMPLATE: dict[str, Any] = {
    "Metadata": {"SecretParameters": SECRETS},
    "Resources": {
        "Web": {"Type": "AWS::S3::Bucket", "Metadata": {"PublishedFrom": "web/dist"}},
        "Other": {"Type": "AWS::S3::Bucket"},
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {
                "DistributionConfig": {
                    "Enabled": True,
                    "Comment": "",
                    "Origins": [
                        {
                            "Id": "web",
                            "DomainName": "web.s3.amazonaws.com",
                            "S3OriginConfig": {"OriginAccessIdentity": ""},
                        }
                    ],
                    "DefaultCacheBehavior": {"TargetOriginId": "web", "ViewerProtocolPolicy": "https-only"},
                }
            },
        },
    },
    "Outputs": {
        "Url": {"Value": "https://pictures.example.com"},
        "PublishOutputRefWeb": {"Value": "x"},
    },
}


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    write_assembly(tmp_path / "assembly")
    with mock_aws():
        made = deployment_of(tmp_path / "assembly")
        _deploy(made)
        yield made


def _deploy(deployment: Deployment) -> None:
    """moto's CloudFormation makes no distributions, so one is made apart, and stands in the stack under its own id."""
    configuration = TEMPLATE["Resources"]["Distribution"]["Properties"]["DistributionConfig"] | {"CallerReference": "1"}
    configuration |= {"Origins": {"Quantity": 1, "Items": configuration["Origins"]}}
    made = deployment.client("cloudfront").create_distribution(DistributionConfig=configuration)
    stand_in: dict[str, Any] = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}}
    stand_in["Properties"]["Name"] = made["Distribution"]["Id"]  # which is what Ref answers
    template = TEMPLATE | {"Resources": TEMPLATE["Resources"] | {"Distribution": stand_in}}
    deployment.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))


def write_assembly(folder: Path) -> None:
    stack = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/eu-north-1",
        "properties": {"templateFile": "web.template.json", "stackName": STACK},
    }
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"web": stack}}))
    (folder / "web.template.json").write_text(json.dumps(TEMPLATE))


@pytest.fixture(scope="session")
def assembly() -> Path:
    return assembly_dir()
