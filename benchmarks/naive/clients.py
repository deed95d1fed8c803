"""boto3 clients for all services, made on import, in the place of the lazy ones. Import it first."""

import gc

import boto3
from botocore.config import Config

import functions  # noqa: F401 - its tuning is taken back below
from pixelflare.aws import clients

gc.set_threshold(700, 10, 10)
_CONFIG = Config(s3={"addressing_style": "path"}, signature_version="s3v4")
_CLIENTS = {name: boto3.client(name) for name in ("dynamodb", "sqs", "ssm", "secretsmanager", "cloudfront")}
_CLIENTS["s3"] = boto3.client("s3", config=_CONFIG)

clients.client = _CLIENTS.__getitem__  # type: ignore[assignment]
