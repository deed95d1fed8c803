"""The index of vectors for search by meaning. Only where `meaning=on`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3vectors-index.html
"""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_s3vectors as s3vectors
from constructs import Construct

from schema.library.meaning import DIMENSIONS
from stacks.parts.settings import Settings


def vector_index(scope: Construct) -> s3vectors.CfnIndex | None:
    """One for all owners, whom their metadata tell apart. It is filled again from what models have said.

    Its bucket is made after September 2026, so a filter is applied before the search and not to what it found.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-index-mode.html
    """
    if not Settings.of(scope).meaning:
        return None
    bucket = s3vectors.CfnVectorBucket(
        scope,
        "Vectors",
        encryption_configuration=s3vectors.CfnVectorBucket.EncryptionConfigurationProperty(sse_type="AES256"),
    )
    index = s3vectors.CfnIndex(
        scope,
        "Meaning",
        vector_bucket_arn=bucket.attr_vector_bucket_arn,
        data_type="float32",
        dimension=DIMENSIONS,
        distance_metric="cosine",
    )
    for each in (bucket, index):
        each.apply_removal_policy(RemovalPolicy.DESTROY)
    return index
