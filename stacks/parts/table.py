"""One DynamoDB table with the project's keys and defaults."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct


def app_table(
    scope: Construct,
    id_: str,
    *,
    removal: RemovalPolicy,
    recoverable: bool = False,
    time_to_live_attribute: str | None = None,
) -> dynamodb.Table:
    """An on-demand table keyed by the strings `pk` and `sk`; a recoverable one can be set back by up to 35 days.

    `Table` and not `TableV2`: the latter is a GlobalTable in CloudFormation, which few tools understand.
    """
    return dynamodb.Table(
        scope,
        id_,
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=recoverable
        ),
        deletion_protection=recoverable,
        time_to_live_attribute=time_to_live_attribute,
        removal_policy=removal,
    )
