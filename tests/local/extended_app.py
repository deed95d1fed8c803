"""The real application with one more of everything. Synthesized by a test, with a file to write into as its argument."""

import sys

from aws_cdk import App, CfnOutput, Duration
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs

from app import CONTEXT, ENVIRONMENT
from stacks.delivery import DeliveryStack
from stacks.service import ServiceStack
from stacks.storage import StorageStack

WRITER = """
import json, os
def handler(event, context):
    with open(os.environ["OUT"], "a") as out:
        out.write(json.dumps([os.environ["ROLE"], event]) + chr(10))
    return {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "extra: " + event.get("rawPath", "")}
"""


def main() -> None:
    app = App(context=CONTEXT, analytics_reporting=False, tree_metadata=False)
    storage = StorageStack(app, "storage", stack_name="extended-storage", env=ENVIRONMENT)
    service = ServiceStack(app, "service", stack_name="extended-service", env=ENVIRONMENT, storage=storage)
    url = extend(service)
    delivery = DeliveryStack(
        app, "delivery", stack_name="extended-delivery", env=ENVIRONMENT, storage=storage, service=service
    )
    delivery.distribution.add_behavior(
        "/extra/*",
        origins.FunctionUrlOrigin.with_origin_access_control(url),
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
    )
    app.synth()


def extend(service: ServiceStack) -> lambda_.FunctionUrl:
    """A function behind a path, one behind a queue, one behind a rule, one behind a schedule."""
    queue = sqs.Queue(service, "ExtraQueue", enforce_ssl=True)
    CfnOutput(service, "ExtraQueueName", value=queue.queue_name)
    writer(service, "queue").add_event_source(sources.SqsEventSource(queue, batch_size=1))
    pattern = events.EventPattern(source=["extra.test"], detail={"wanted": [True]})
    events.Rule(service, "ExtraRule", event_pattern=pattern, targets=[targets.LambdaFunction(writer(service, "rule"))])
    events.Rule(
        service,
        "ExtraSchedule",
        schedule=events.Schedule.rate(Duration.days(1)),
        targets=[targets.LambdaFunction(writer(service, "schedule"))],
    )
    return writer(service, "path").add_function_url(auth_type=lambda_.FunctionUrlAuthType.AWS_IAM)


def writer(service: ServiceStack, role: str) -> lambda_.Function:
    return lambda_.Function(
        service,
        f"Extra{role.title()}Function",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline(WRITER),
        environment={"OUT": sys.argv[1], "ROLE": role},
    )


if __name__ == "__main__":
    main()
