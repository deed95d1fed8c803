import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from local.assembly import read_assembly
from local.resources import provision
from local.tables.service import serve_clients_of_this_process
from pixelflare.aws.table import Table
from pixelflare.aws.user_pool import UserPool
from pixelflare.delivery import last_look
from pixelflare.variants import PublishLeases
from tests.assembly import assembly_dir
from tests.functions import FUNCTIONS
from tests.integration.cloud import Cloud, User, public_jwk, start
from tests.photographs import photograph


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """One account for the whole session; each test has its own owner in it."""
    settings = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        serve_clients_of_this_process()
        for name, value in settings.items():
            patch.setenv(name, value)
        here = provision(
            read_assembly(assembly_dir()), client=lambda service: boto3.client(service, region_name="us-east-1")
        )
        variables: dict[str, str] = {}
        for function in FUNCTIONS:
            variables |= here.environment(function)
        patch.setattr(UserPool, "_fetch", lambda self: [public_jwk()])
        # A record is read in milliseconds, but not by an emulator in a process that other tests hold up.
        patch.setattr(last_look, "LONGEST_LOOK", timedelta(minutes=1))
        _a_distribution(variables["DISTRIBUTION_ID_PARAMETER"])
        yield Cloud(here, {name: start(name, variables) for name in FUNCTIONS}, variables)


@pytest.fixture
def user(cloud: Cloud) -> User:
    for _ in cloud.messages():
        pass
    return cloud.user(f"user-{uuid4().hex}")


@pytest.fixture(scope="session")
def rocket() -> bytes:
    return photograph("rocket.jpg")


def _a_distribution(parameter_name: str) -> None:
    """A purge needs a distribution that exists; here one of moto's own."""
    origin = {
        "Id": "o",
        "DomainName": "example.s3.us-east-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all"}
    config = {
        "CallerReference": "test",
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "Comment": "",
        "Enabled": True,
    }
    made = boto3.client("cloudfront", region_name="us-east-1").create_distribution(DistributionConfig=config)
    boto3.client("ssm", region_name="us-east-1").put_parameter(
        Name=parameter_name, Value=made["Distribution"]["Id"], Type="String", Overwrite=True
    )


@pytest.fixture(autouse=True)
def _never_the_real_aws() -> None:
    assert "AWS_ENDPOINT_URL" not in os.environ


@pytest.fixture
def publish_leases(cloud: Cloud) -> PublishLeases:
    return PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))


@pytest.fixture
def impatient(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API waits for writers for a fifth of a second only."""
    monkeypatch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)
