"""One S3 bucket with the project's defaults: private, TLS only, encrypted, no half-sent uploads left lying around."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct


class AppBucket(Construct):
    """A bucket and its policy. `read_by_cloudfront` says which keys the edge may read by itself, "*" for all.

    No server access logs: only this account's functions and its distribution can read, CloudFront logs what viewers ask
    for, and S3's own logs would be charged for every object they write.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        versioned: bool = False,
        emits_events: bool = False,
        read_by_cloudfront: str | None = None,
        published_from: str | None = None,
        lifecycle_rules: Sequence[s3.LifecycleRule] = (),
        cors: Sequence[s3.CorsRule] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        unfinished = s3.LifecycleRule(id="unfinished", abort_incomplete_multipart_upload_after=Duration.days(1))
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=versioned,
            lifecycle_rules=[*lifecycle_rules, unfinished],
            cors=cors,
            # Kept, but for the first deployment that fails: then it is empty, and the next one would make another.
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        if read_by_cloudfront:
            self.bucket.add_to_resource_policy(_distributions_may_read(self.bucket, read_by_cloudfront))
        if emits_events:
            _emit_events(self.bucket)
        if published_from:
            _cfn(self.bucket).add_metadata("PublishedFrom", published_from)


def _cfn(bucket: s3.Bucket) -> s3.CfnBucket:
    resource = bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)
    return resource


def _distributions_may_read(bucket: s3.Bucket, keys: str) -> iam.PolicyStatement:
    """Admits the account's distributions, not one of them: naming the one above would be a reference upwards.

    s3:ListBucket is left out on purpose: without it a missing key is a 403, and nobody learns which keys exist.
    """
    return iam.PolicyStatement(
        sid="DistributionsOfThisAccountRead",
        principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
        actions=["s3:GetObject"],
        resources=[bucket.arn_for_objects(keys)],
        conditions={"ArnLike": {"AWS:SourceArn": f"arn:{Aws.PARTITION}:cloudfront::{Aws.ACCOUNT_ID}:distribution/*"}},
    )


def _emit_events(bucket: s3.Bucket) -> None:
    """Sends the bucket's events to EventBridge. The construct's own switch would bring a custom resource with it."""
    _cfn(bucket).notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
