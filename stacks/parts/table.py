"""One DynamoDB table with the project's keys and defaults."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct


def app_table(
    scope: Construct,
    id_: str,
    *,
    removal: RemovalPolicy,
    recoverable: bool = False,
    time_to_live_attribute: str | None = None,
    append_only: bool = False,
    tells_changes: bool = False,
) -> dynamodb.Table:
    """An on-demand table keyed by the strings `pk` and `sk`; a recoverable one can be set back by up to 35 days.

    One that `tells_changes` has a stream with each item before and after.

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
        resource_policy=_append_only() if append_only else None,
        removal_policy=removal,
        stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if tells_changes else None,
    )


REWRITES = (
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
    "UpdateTimeToLive",
)
"""Every way to change or remove an item but PutItem, under whatever other name; a transaction is authorised as the
single writes in it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html"""


def _append_only() -> iam.PolicyDocument:
    """Refuses rewrites to everybody, administrators too, until the policy itself is changed.

    The resource is `*`, which here means the table the policy is part of: its own name would be a circle.
    """
    return iam.PolicyDocument(
        statements=[
            iam.PolicyStatement(
                sid="NobodyRewritesEntries",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=[f"dynamodb:{operation}" for operation in REWRITES],
                resources=["*"],
            )
        ]
    )
