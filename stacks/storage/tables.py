"""The tables. Their ids in the stack must stay: another id is another, empty table."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from schema.keys.core import BY_ALBUM_OR_BIN
from schema.keys.due import BY_DUE
from stacks.parts.table import app_table


def core_table(scope: Construct) -> dynamodb.Table:
    """Records, and two indexes: lists of images, and what is due."""
    table = app_table(scope, "Core", removal=RemovalPolicy.RETAIN, recoverable=True, tells_changes=True)
    table.add_global_secondary_index(
        index_name=BY_ALBUM_OR_BIN,
        partition_key=dynamodb.Attribute(name="g1pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="g1sk", type=dynamodb.AttributeType.STRING),
        projection_type=dynamodb.ProjectionType.ALL,
    )
    # Sparse, and only keys: a change of anything else of a row costs nothing here.
    table.add_global_secondary_index(
        index_name=BY_DUE,
        partition_key=dynamodb.Attribute(name="g2pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="g2sk", type=dynamodb.AttributeType.STRING),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )
    return table


def derived_table(scope: Construct) -> dynamodb.Table:
    """What is computed from records and logs, like the search index. All of it can be computed again."""
    return app_table(scope, "Derived", time_to_live_attribute="exp", removal=RemovalPolicy.DESTROY)


def ephemeral_table(scope: Construct) -> dynamodb.Table:
    """Leases, limits and kept answers, which go by themselves."""
    return app_table(scope, "Ephemeral", time_to_live_attribute="exp", removal=RemovalPolicy.DESTROY)


def audit_table(scope: Construct) -> dynamodb.Table:
    """Entries that nobody changes or removes."""
    return app_table(scope, "Audit", removal=RemovalPolicy.RETAIN, recoverable=True, append_only=True)
