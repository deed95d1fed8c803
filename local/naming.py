"""What Ref and GetAtt answer for each resource type: stable names instead of CloudFormation's random ones."""

import hashlib
import re
from collections.abc import Mapping

from local.assembly import Resource
from local.resolve import ACCOUNT, REGION, UnresolvedError

# The property by which a template may name a resource itself.
NAME_PROPERTY = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Events::Rule": "Name",
    "AWS::Events::EventBus": "Name",
    "AWS::Cognito::UserPool": "UserPoolName",
    "AWS::Cognito::UserPoolClient": "ClientName",
    "AWS::Cognito::UserPoolDomain": "Domain",
    "AWS::CloudFront::Function": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SecretsManager::Secret": "Name",
}
_LOWER_CASE = {"AWS::S3::Bucket", "AWS::Cognito::UserPoolDomain", "AWS::ApiGatewayV2::Api"}
# Types whose Ref is an identifier that the service makes up.
_GENERATED = {
    "AWS::CloudFront::Distribution": "E",
    "AWS::CloudFront::PublicKey": "K",
    "AWS::CloudFront::KeyGroup": "",
    "AWS::ApiGatewayV2::Api": "",
    "AWS::Lambda::Url": "",
}

# {name}: the physical name; {id}: what Ref answers; {host}: where the local edge listens.
_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "AWS::DynamoDB::Table": {
        "Arn": "arn:aws:dynamodb:{region}:{account}:table/{name}",
        "StreamArn": "arn:aws:dynamodb:{region}:{account}:table/{name}/stream/local",
    },
    "AWS::S3::Bucket": {
        "Arn": "arn:aws:s3:::{name}",
        "DomainName": "{name}.s3.amazonaws.com",
        "RegionalDomainName": "{name}.s3.{region}.amazonaws.com",
    },
    "AWS::SQS::Queue": {
        "Arn": "arn:aws:sqs:{region}:{account}:{name}",
        "QueueName": "{name}",
        "QueueUrl": "{id}",
    },
    "AWS::SNS::Topic": {"TopicArn": "arn:aws:sns:{region}:{account}:{name}", "TopicName": "{name}"},
    "AWS::IAM::Role": {"Arn": "arn:aws:iam::{account}:role/{name}", "RoleId": "{name}"},
    "AWS::Lambda::Function": {"Arn": "arn:aws:lambda:{region}:{account}:function:{name}"},
    "AWS::Lambda::Url": {"FunctionUrl": "https://{id}.lambda-url.{region}.on.aws/"},
    "AWS::Logs::LogGroup": {"Arn": "arn:aws:logs:{region}:{account}:log-group:{name}:*"},
    "AWS::Events::Rule": {"Arn": "arn:aws:events:{region}:{account}:rule/{name}"},
    "AWS::Events::EventBus": {"Arn": "arn:aws:events:{region}:{account}:event-bus/{name}", "Name": "{name}"},
    "AWS::Cognito::UserPool": {
        "Arn": "arn:aws:cognito-idp:{region}:{account}:userpool/{id}",
        "ProviderName": "cognito-idp.{region}.amazonaws.com/{id}",
        "ProviderURL": "https://cognito-idp.{region}.amazonaws.com/{id}",
        "UserPoolId": "{id}",
    },
    "AWS::Cognito::UserPoolClient": {"ClientId": "{id}"},
    "AWS::ApiGatewayV2::Api": {"ApiEndpoint": "https://{id}.execute-api.{region}.amazonaws.com", "ApiId": "{id}"},
    "AWS::CloudFront::Distribution": {"DomainName": "{host}", "Id": "{id}"},
    "AWS::CloudFront::Function": {
        "FunctionARN": "arn:aws:cloudfront::{account}:function/{name}",
        "FunctionMetadata.FunctionARN": "arn:aws:cloudfront::{account}:function/{name}",
    },
    "AWS::SecretsManager::Secret": {"Id": "{id}", "Arn": "{id}"},
    "AWS::CloudWatch::Alarm": {"Arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}"},
}


def generated_name(resource: Resource) -> str:
    """A name that is the same at every start, made of stack and logical id."""
    name = f"{resource.stack}-{resource.logical_id}"
    if resource.type == "AWS::SSM::Parameter":
        return name
    if resource.type == "AWS::SQS::Queue" and resource.properties.get("FifoQueue"):
        return name[:75] + ".fifo"
    name = re.sub(r"[^A-Za-z0-9-]", "-", name)[:62].rstrip("-")
    return name.lower() if resource.type in _LOWER_CASE else name


def reference(resource: Resource, name: str) -> str:
    """What Ref answers, for types whose answer needs no call."""
    if resource.type in _GENERATED:
        digest = hashlib.sha256(f"{resource.stack}/{resource.logical_id}".encode()).hexdigest()[:13]
        prefix = _GENERATED[resource.type]
        return prefix + digest.upper() if prefix else digest
    if resource.type == "AWS::SNS::Topic":
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
    return name


def attribute(resource: Resource, wanted: str, *, name: str, identifier: str, host: str) -> str:
    """What GetAtt answers; raises UnresolvedError for an attribute that is not known here."""
    known = _ATTRIBUTES.get(resource.type, {}).get(wanted)
    if known is not None:
        return known.format(name=name, id=identifier, host=host, account=ACCOUNT, region=REGION)
    if wanted == "Id" or wanted.endswith("Id"):
        return identifier
    if wanted.endswith("Arn"):
        service = resource.type.split("::")[1].lower()
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{identifier}"
    raise UnresolvedError(f"{resource.stack}: {resource.type} has no attribute {wanted} here ({resource.logical_id})")
