"""What two rule sets for AWS templates object to in ours, and why it is so. Anything else they find fails a test."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple


class Finding(NamedTuple):
    rule: str
    where: str


class Accepted(NamedTuple):
    rule: str
    where: str
    """A resource, or a pattern of them where the reason holds for future ones as well."""
    reason: str

    def covers(self, finding: Finding) -> bool:
        return finding.rule == self.rule and fnmatchcase(finding.where, self.where)


def unexplained(found: Iterable[Finding], accepted: Iterable[Accepted]) -> list[Finding]:
    """Findings that nothing accepts."""
    return sorted(finding for finding in set(found) if not any(each.covers(finding) for each in accepted))


def outdated(found: Iterable[Finding], accepted: Iterable[Accepted]) -> list[Accepted]:
    """Explanations of what is no longer found."""
    return [each for each in accepted if not any(each.covers(finding) for finding in found)]


OBJECTS = "all objects of one bucket: keys start with an owner, and functions serve all owners"
KEYS = "a signing key lies under its fingerprint, which the service's stack does not know"
NO_ACCESS_LOGS = "charged for every object; only this account's functions and its distribution can read the buckets"
TOKENS = "functions verify tokens themselves, as they also answer callers without one (health, short addresses)"
CERTIFICATE = "*.cloudfront.net's minimum is CloudFront's to set; with a certificate of one's own it is TLS 1.2"
VIEWERS = "logs by standard logging version 2, which the rule does not know: stacks/delivery/access_logs.py"
FLOOR_PRICE = "costs money while idle; a switch that is off (-c waf=on), and the functions limit rates by themselves"
EPHEMERAL = "leases and counters that live for minutes; nothing to recover"
OWN_KEYS = "encrypted with AWS's keys; one's own key costs a dollar a month and a charge for each use"
NO_SECRETS = "holds names only; secrets are SSM SecureStrings"
WATCHED = "queues have dead letters and an alarm; whoever else calls gets the answer"
STREAM = "a stream's name is the time at which it was made"
LOOKS = "Rekognition's detections know no resources: the picture comes with the call"
CERTIFICATES = "CloudFront requests a tenant's certificate in the caller's name, and it has no name before"
TENANTS = "a tenant has no name before it is made, and the service's stack does not know the distribution above it"
METRICS = "metrics have no names in policies, and alarms of three stacks are listed at once"
MADE_AGAIN = "holds nothing that cannot be made again"

NAG = (
    Accepted("AwsSolutions-DDB3", "storage/Ephemeral/Resource", EPHEMERAL),
    Accepted("AwsSolutions-DDB3", "storage/Derived/Resource", MADE_AGAIN),
    Accepted("AwsSolutions-S1", "storage/*/Bucket/Resource", NO_ACCESS_LOGS),
    Accepted("AwsSolutions-COG1", "storage/Users/Resource", "twelve characters; asks for length, not for symbols"),
    Accepted("AwsSolutions-COG2", "storage/Users/Resource", "a second factor is the operator's decision"),
    Accepted("AwsSolutions-COG8", "storage/Users/Resource", "the Plus plan is charged for every user"),
    Accepted("AwsSolutions-IAM5", "service/*/Role/DefaultPolicy/Resource Resource::*Bucket*Arn*/*", OBJECTS),
    Accepted(
        "AwsSolutions-IAM5", "service/*/Role/DefaultPolicy/Resource Resource::*:parameter/*/signing-keys/[*]", KEYS
    ),
    Accepted("AwsSolutions-IAM5", "service/CustomDomainConsumer/Role/*Resource::[*]", CERTIFICATES),
    Accepted("AwsSolutions-IAM5", "service/CustomDomainConsumer/Role/*Resource::*:cloudfront:*/[*]", TENANTS),
    Accepted("AwsSolutions-IAM5", "service/ClassificationConsumer/Role/DefaultPolicy/Resource Resource::[*]", LOOKS),
    Accepted("AwsSolutions-IAM5", "service/Admin/Role/DefaultPolicy/Resource Resource::[*]", METRICS),
    Accepted("AwsSolutions-IAM5", "service/*/Role/DefaultPolicy/Resource Resource::*Core*Arn*/stream/[*]", STREAM),
    Accepted("AwsSolutions-SMG4", "service/OriginProof/Resource", "rotated by a step that also tells the distribution"),
    Accepted("AwsSolutions-L1", "service/*/Function/Resource", "Python 3.13 is supported until 2029"),
    Accepted("AwsSolutions-APIG4", "service/HttpApi/Api/*/Resource", TOKENS),
    Accepted("AwsSolutions-CFR1", "delivery/Distribution/Resource", "pictures are for readers everywhere"),
    Accepted("AwsSolutions-CFR2", "delivery/Distribution/Resource", FLOOR_PRICE),
    Accepted("AwsSolutions-CFR3", "delivery/Distribution/Resource", VIEWERS),
    Accepted("AwsSolutions-CFR4", "delivery/Distribution/Resource", CERTIFICATE),
)
"""cdk-nag, AWS Solutions rules; places are construct paths, with the wildcard where one is meant."""

CHECKOV = (
    Accepted("CKV_AWS_18", "AWS::S3::Bucket.*", NO_ACCESS_LOGS),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.UploadsBucket*", "quarantine, until it is judged"),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.PublicBucket*", MADE_AGAIN + ", and what is deleted must be gone"),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.PrivateBucket*", MADE_AGAIN + ", and what is deleted must be gone"),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.WebBucket*", MADE_AGAIN),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.ExportsBucket*", "copies for a week, and what is deleted must be gone"),
    Accepted("CKV_AWS_21", "AWS::S3::Bucket.LogsBucket*", "written once, and gone after days"),
    Accepted("CKV_AWS_26", "AWS::SNS::Topic.*", "CloudWatch cannot publish with AWS's own key; alarms are no secrets"),
    Accepted("CKV_AWS_27", "AWS::SQS::Queue.*", OWN_KEYS),
    Accepted("CKV_AWS_28", "AWS::DynamoDB::Table.Ephemeral*", EPHEMERAL),
    Accepted("CKV_AWS_28", "AWS::DynamoDB::Table.Derived*", MADE_AGAIN),
    Accepted("CKV_AWS_68", "AWS::CloudFront::Distribution.*", FLOOR_PRICE),
    Accepted("CKV_AWS_86", "AWS::CloudFront::Distribution.*", VIEWERS),
    Accepted("CKV_AWS_115", "AWS::Lambda::Function.*", "would take from the account's limit for good"),
    Accepted("CKV_AWS_116", "AWS::Lambda::Function.*", WATCHED),
    Accepted("CKV_AWS_117", "AWS::Lambda::Function.*", "a network of one's own needs gateways, which cost while idle"),
    Accepted("CKV_AWS_119", "AWS::DynamoDB::Table.*", OWN_KEYS),
    Accepted("CKV_AWS_149", "AWS::SecretsManager::Secret.*", OWN_KEYS),
    Accepted("CKV_AWS_158", "AWS::Logs::LogGroup.*", OWN_KEYS),
    Accepted("CKV_AWS_173", "AWS::Lambda::Function.*", NO_SECRETS),
    Accepted("CKV_AWS_174", "AWS::CloudFront::Distribution.*", CERTIFICATE),
)
"""checkov's CloudFormation rules; places are logical ids."""
