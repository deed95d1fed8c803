"""What viewers ask the distribution for, as files in the bucket of logs: standard logging, version 2.

The destination lies with its bucket (stacks/storage/log_destination.py) and is named here, not referred to: a reference
could have CloudFormation replace the delivery at any deployment.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
"""

from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_logs as logs
from constructs import Construct

from schema.access_logs import FIELDS, SUFFIX_PATH


class AccessLogs(Construct):
    """One file or more for each hour with requests. `destination` is a name."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        distribution: cloudfront.Distribution,
        destination: str,
        name: str = "access-logs",
        fields: Sequence[str] = FIELDS,
    ) -> None:
        super().__init__(scope, id_)
        name = f"{Stack.of(self).stack_name}-{name}"
        source = logs.CfnDeliverySource(
            self, "Source", name=name, log_type="ACCESS_LOGS", resource_arn=distribution.distribution_arn
        )
        logs.CfnDelivery(
            self,
            "Delivery",
            delivery_source_name=source.ref,
            delivery_destination_arn=f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:delivery-destination:{destination}",
            record_fields=list(fields),
            s3_suffix_path=SUFFIX_PATH,
            s3_enable_hive_compatible_path=False,
        )
