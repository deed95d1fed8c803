"""Where log deliveries write to, as CloudWatch Logs knows it."""

from aws_cdk import Stack
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct


def log_destination(scope: Construct, bucket: s3.Bucket) -> str:
    """Its name. The files are JSON lines in gzip."""
    name = f"{Stack.of(scope).stack_name}-access-logs"
    logs.CfnDeliveryDestination(
        scope,
        "AccessLogDestination",
        name=name,
        output_format="json",
        destination_resource_arn=bucket.bucket_arn,
    )
    return name
