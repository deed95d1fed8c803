"""functions/cdn: the CDN's second origin, which makes what S3 lacks."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from schema.env.cdn import CdnEnv
from schema.env.cpu import ONE_CPU_MB
from stacks.parts.alarms import FIVE_MINUTES, Alarms, Graphs
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects
from stacks.service.variant_consumer import VariantConsumer


class Cdn(AppFunction):
    """Behind a URL that the edge calls, signed; nobody else may."""

    def __init__(self, scope: Construct, on: Foundation) -> None:
        variants = on.the(VariantConsumer).work
        env, seconds = _env(on, variants), {"variant": 1.5}
        super().__init__(
            scope,
            "cdn",
            on.common,
            env=env,
            memory_mb=ONE_CPU_MB,
            reserved=on.settings.cdn_concurrency or None,
            seconds_per=seconds,
        )
        self.allow_table(on.storage.core, "GetItem")
        self.allow_table(on.storage.ephemeral, "PutItem", "UpdateItem", "DeleteItem")
        on.allow_publishing(self)
        # To answer what another run has made.
        self.allow(["s3:GetObject"], *map(objects, on.served))
        # To have finished what takes too long for a viewer.
        variants.admit(self)
        # To tell whether an owner has signed for unusual options.
        self.allow(["ssm:GetParameters"], on.parameters.arn(on.parameters.address_key))
        self.url = self.function.add_function_url(auth_type=lambda_.FunctionUrlAuthType.AWS_IAM)
        self._watch(on.common.alarms)

    def graphs(self) -> Graphs:
        return {
            **super().graphs(),
            "Unexpected failures": [self.outcome("RequestFailed", label=self.folder)],
            "Answers of the CDN's function": [self._answers(name) for name in ("UrlRequestCount", "Url5xxCount")],
            "Duration of the CDN's function (ms, p99)": [self.function.metric_duration(statistic="p99")],
        }

    def _watch(self, alarms: Alarms) -> None:
        """Its exceptions become answers, so Lambda's own count of errors sees crashes only."""
        alarms.watch(
            "CdnFailures",
            self._answers("Url5xxCount"),
            at_least=5,
            meaning="cdn answered 5xx five times in five minutes: pictures fail or take too long to make",
        )
        alarms.watch(
            "CdnRequestFailed",
            self.outcome("RequestFailed"),
            at_least=1,
            meaning="cdn met an error that nobody expected; its log has the cause",
        )

    def _answers(self, name: str) -> cloudwatch.Metric:
        """https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html"""
        return self.function.metric(name, period=FIVE_MINUTES, statistic="Sum")


def _env(on: Foundation, variants: WorkQueue) -> CdnEnv:
    storage = on.storage
    return CdnEnv(
        core_table=storage.core.table_name,
        ephemeral_table=storage.ephemeral.table_name,
        originals_bucket=storage.originals.bucket_name,
        public_bucket=storage.public.bucket_name,
        private_bucket=storage.private.bucket_name,
        variant_queue_url=variants.queue.queue_url,
        address_key_parameter=on.parameters.address_key,
        **on.settings._asdict(),  # those that the model has
    )
