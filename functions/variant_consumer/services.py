"""What variants are published with, made from the function's environment."""

from functools import cached_property

from pixelflare.audit import AuditLog
from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore, UploadLifecycle
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants import MarkedImages, PublishLeases, PublishServices, RequestCounter, VariantStore, Wishes
from schema.env.variant_consumer import VariantConsumerEnv


class Services:
    def __init__(self, env: VariantConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def publish(self) -> PublishServices:
        core, ephemeral = Table(self.env.core_table), Table(self.env.ephemeral_table)
        return PublishServices(
            images=ImageStore(core),
            lifecycle=UploadLifecycle(core),
            originals=ObjectStore(self.env.originals_bucket),
            variant_store=VariantStore(ObjectStore(self.env.public_bucket), ObjectStore(self.env.private_bucket)),
            publish_leases=PublishLeases(ephemeral),
            request_counter=RequestCounter(ephemeral),
            wishes=Wishes(ephemeral),
            marked=MarkedImages(ephemeral),
            limiter=RateLimiter(ephemeral),
            edge=Edge(self.env.distribution_id_parameter, parameters=self.parameters),
            audit=AuditLog(Table(self.env.audit_table), cursor_key=bytes),  # it gives no pages
        )
