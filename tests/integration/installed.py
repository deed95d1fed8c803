"""An account of its own in this process, with everything that the stacks deploy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from local.assembly import read_assembly
from local.resources import provision
from local.tables.service import serve_clients_of_this_process
from pixelflare.aws.user_pool import UserPool
from pixelflare.delivery import last_look
from tests.assembly import assembly_dir
from tests.functions import FUNCTIONS
from tests.integration.cloud import Cloud, public_jwk, start


@contextmanager
def installation() -> Iterator[Cloud]:
    settings = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR": "false",  # each test begins with empty queues
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
