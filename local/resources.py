"""Creates the resources of a template through the public AWS API, in moto, which runs in this process or serves from it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from local.assembly import Assembly
from local.provisioned import Provisioned
from local.published import publish_files
from local.rules import create_rules
from local.secret_values import create_secret_parameters, create_secrets
from local.signing_keys import create_key_pairs

Client = Callable[[str], Any]

_QUEUE_ATTRIBUTES = {
    "VisibilityTimeout": "VisibilityTimeout",
    "DelaySeconds": "DelaySeconds",
    "MaximumMessageSize": "MaximumMessageSize",
    "MessageRetentionPeriod": "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "FifoQueue": "FifoQueue",
    "ContentBasedDeduplication": "ContentBasedDeduplication",
}


def provision(
    assembly: Assembly,
    *,
    client: Client,
    host: str = "localhost:8787",
    root: Path | None = None,
    secret_values: Mapping[str, str] | None = None,
    fill: Callable[[Provisioned], None] = lambda _here: None,
) -> Provisioned:
    """The assembly's newly created resources, with all their names.

    `client` returns a boto3 client for a service name. `host` replaces the distribution's domain name. `root` is the
    base folder of published files, by default the current one. `secret_values` come from an earlier start
    (`local.secret_values.values_to_keep`); missing ones are created. `fill` is called when tables, buckets and queues
    exist but no rule listens yet: the time to restore saved data.
    """
    here = Provisioned(assembly, host)
    create_secret_parameters(assembly, client("ssm"), secret_values or {})
    create_secrets(here, client("secretsmanager"), secret_values or {})
    create_key_pairs(here, client("ssm"), secret_values or {})
    _create_user_pools(here, client("cognito-idp"))
    _create_tables(here, client("dynamodb"))
    _create_buckets(here, client("s3"))
    _create_queues(here, client("sqs"))
    _create_topics(here, client("sns"))
    fill(here)
    create_rules(here, client=client)
    _create_parameters(here, client("ssm"))
    publish_files(here, root or Path.cwd())
    return here


def _create_user_pools(here: Provisioned, cognito: Any) -> None:
    for pool in here.assembly.resources("AWS::Cognito::UserPool"):
        wanted = here.resolved(pool)
        arguments = _accepted(cognito, "CreateUserPool", wanted.properties)
        arguments["PoolName"] = here.name(pool)
        made = cognito.create_user_pool(**arguments)["UserPool"]
        here.identifiers[pool.stack, pool.logical_id] = made["Id"]
    for app in here.assembly.resources("AWS::Cognito::UserPoolClient"):
        arguments = _accepted(cognito, "CreateUserPoolClient", here.resolved(app).properties)
        arguments["ClientName"] = here.name(app)
        made = cognito.create_user_pool_client(**arguments)["UserPoolClient"]
        here.identifiers[app.stack, app.logical_id] = made["ClientId"]


def _create_tables(here: Provisioned, dynamodb: Any) -> None:
    for table in here.resources("AWS::DynamoDB::Table"):
        arguments = _accepted(dynamodb, "CreateTable", table.properties)
        arguments["TableName"] = table.identifier
        arguments.pop("SSESpecification", None)
        arguments.pop("Tags", None)
        if policy := arguments.get("ResourcePolicy"):
            arguments["ResourcePolicy"] = json.dumps(policy["PolicyDocument"])
        if "StreamSpecification" in arguments:
            arguments["StreamSpecification"] = {"StreamEnabled": True, **arguments["StreamSpecification"]}
        for index in arguments.get("GlobalSecondaryIndexes", []):
            index.pop("ContributorInsightsSpecification", None)
        dynamodb.create_table(**arguments)
        if expiry := table.properties.get("TimeToLiveSpecification"):
            dynamodb.update_time_to_live(TableName=table.identifier, TimeToLiveSpecification=expiry)


def _create_buckets(here: Provisioned, s3: Any) -> None:
    for bucket in here.resources("AWS::S3::Bucket"):
        name, properties = bucket.identifier, bucket.properties
        s3.create_bucket(Bucket=name)
        if rules := properties.get("CorsConfiguration", {}).get("CorsRules"):
            s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [_cors_rule(rule) for rule in rules]})
        if versioning := properties.get("VersioningConfiguration"):
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
        if _tells_event_bridge(properties):
            s3.put_bucket_notification_configuration(
                Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
            )


def _cors_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    names = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}
    return {names.get(name, name): value for name, value in rule.items()}


def _tells_event_bridge(properties: Mapping[str, Any]) -> bool:
    configuration = properties.get("NotificationConfiguration", {}).get("EventBridgeConfiguration")
    return configuration is not None and str(configuration.get("EventBridgeEnabled", True)).lower() == "true"


def _create_topics(here: Provisioned, sns: Any) -> None:
    """Without subscribers: nobody gets mails here."""
    for topic in here.assembly.resources("AWS::SNS::Topic"):
        sns.create_topic(Name=here.name(topic))


def _create_queues(here: Provisioned, sqs: Any) -> None:
    queues = list(here.assembly.resources("AWS::SQS::Queue"))
    for queue in queues:
        attributes = {
            attribute: _text(queue.properties[name])
            for name, attribute in _QUEUE_ATTRIBUTES.items()
            if name in queue.properties
        }
        made = sqs.create_queue(QueueName=here.name(queue), Attributes=attributes)
        here.identifiers[queue.stack, queue.logical_id] = made["QueueUrl"]
    for made_queue in map(here.resolved, queues):  # a dead-letter queue must exist before another names it
        if redrive := made_queue.properties.get("RedrivePolicy"):
            policy = {"RedrivePolicy": json.dumps(redrive)}
            sqs.set_queue_attributes(QueueUrl=made_queue.identifier, Attributes=policy)


def _create_parameters(here: Provisioned, ssm: Any) -> None:
    for parameter in here.resources("AWS::SSM::Parameter"):
        ssm.put_parameter(
            Name=parameter.identifier,
            Value=str(parameter.properties["Value"]),
            Type=parameter.properties.get("Type", "String"),
            Overwrite=True,
        )


def _accepted(client: Any, operation: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that the API operation has under the same name."""
    members = client.meta.service_model.operation_model(operation).input_shape.members
    return {name: value for name, value in properties.items() if name in members}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
