"""functions/cdn: the CDN's second origin, which makes what S3 lacks."""

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from schema.env.cdn import CdnEnv
from schema.env.cpu import ONE_CPU_MB
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation, objects


class Cdn(AppFunction):
    """Behind a URL that the edge calls, signed; nobody else may."""

    def __init__(self, scope: Construct, on: Foundation, *, variants: WorkQueue) -> None:
        env, seconds = _env(on, variants), {"variant": 1.5}
        super().__init__(scope, "cdn", on.common, env=env, memory_mb=ONE_CPU_MB, seconds_per=seconds)
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
        variants_per_hour=on.settings.variants_per_hour,
        widths=on.settings.widths,
    )
