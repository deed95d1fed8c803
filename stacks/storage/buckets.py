"""The buckets. Their ids in the stack must stay: another id is another, empty bucket."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from schema import budgets
from schema.access_logs import ATHENA_RESULTS, LOG_DAYS, ROLLUP_DAYS, logs_prefix
from schema.keys.object_tags import ON_DEMAND
from schema.keys.rollups import ROLLUPS
from schema.limits import EXPORT_DAYS, ON_DEMAND_DAYS
from stacks.parts.bucket import AppBucket
from stacks.parts.durations import duration


def uploads_bucket(scope: Construct) -> s3.Bucket:
    """Quarantine: what was sent waits here to be judged, and goes then. What fails waits as long as its dead letter."""
    uploads = AppBucket(
        scope,
        "Uploads",
        emits_events=True,
        lifecycle_rules=[s3.LifecycleRule(id="quarantine", expiration=duration(budgets.QUARANTINE))],
        # Any page may post a form or put a part: what protects the bucket is the signature, not the page's origin.
        cors=[
            s3.CorsRule(
                allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.PUT],
                allowed_origins=["*"],
                allowed_headers=["*"],
                exposed_headers=["ETag", "Location"],
                max_age=3600,
            )
        ],
    )
    return uploads.bucket


def originals_bucket(scope: Construct) -> s3.Bucket:
    """The untouched bytes, which nobody can rebuild: an overwrite or deletion can be undone for a month."""
    keep_a_month = s3.LifecycleRule(
        id="undo", noncurrent_version_expiration=Duration.days(30), expired_object_delete_marker=True
    )
    # The owner's page reads the place from the first bytes. What protects them is the signature, not the page's origin.
    reads = s3.CorsRule(
        allowed_methods=[s3.HttpMethods.GET], allowed_origins=["*"], allowed_headers=["range"], max_age=3600
    )
    return AppBucket(scope, "Originals", versioned=True, lifecycle_rules=[keep_a_month], cors=[reads]).bucket


def public_bucket(scope: Construct) -> s3.Bucket:
    """Variants that the edge gives to everybody."""
    return AppBucket(scope, "Public", read_by_cloudfront="*", lifecycle_rules=[_on_demand()]).bucket


def private_bucket(scope: Construct) -> s3.Bucket:
    """Variants of private images. Expiring ones lie there too, for the function only: the edge would not know when to stop."""
    return AppBucket(scope, "Private", read_by_cloudfront="p/*", lifecycle_rules=[_on_demand()]).bucket


def _on_demand() -> s3.LifecycleRule:
    """What only viewers wanted goes, and is made again when it is asked for again: docs/decisions/0032."""
    return s3.LifecycleRule(id="on-demand", tag_filters=dict(ON_DEMAND), expiration=Duration.days(ON_DEMAND_DAYS))


def exports_bucket(scope: Construct) -> s3.Bucket:
    """ZIP files of owners' exports. Their records forget them after a week; a file is a day older than that at most."""
    a_week = s3.LifecycleRule(id="exports", expiration=Duration.days(EXPORT_DAYS + 1))
    return AppBucket(scope, "Exports", lifecycle_rules=[a_week]).bucket


def web_bucket(scope: Construct) -> s3.Bucket:
    """The static site."""
    return AppBucket(scope, "Web", read_by_cloudfront="*", published_from="web/dist").bucket


def logs_bucket(scope: Construct) -> s3.Bucket:
    """The distribution's access logs, for a few days, and what was counted in them."""
    prefix = logs_prefix(Aws.ACCOUNT_ID)
    bucket = AppBucket(
        scope,
        "Logs",
        lifecycle_rules=[
            s3.LifecycleRule(id="access-logs", prefix=prefix, expiration=Duration.days(LOG_DAYS)),
            s3.LifecycleRule(id="answers", prefix=ATHENA_RESULTS, expiration=Duration.days(1)),
            s3.LifecycleRule(id="rollups", prefix=ROLLUPS, expiration=Duration.days(ROLLUP_DAYS)),
        ],
    ).bucket
    bucket.add_to_resource_policy(_deliveries_may_write(bucket, prefix))
    return bucket


def _deliveries_may_write(bucket: s3.Bucket, prefix: str) -> iam.PolicyStatement:
    """Admits the account's log deliveries, not one of them, which would be a reference upwards.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return iam.PolicyStatement(
        sid="LogDeliveriesOfThisAccountWrite",
        principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions=["s3:PutObject"],
        resources=[bucket.arn_for_objects(f"{prefix}*")],
        conditions={
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:delivery-source:*"},
        },
    )
