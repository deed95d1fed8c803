"""The CDN's second origin: a path that S3 does not have, made, kept and answered."""

from functools import cache
from typing import Any

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.observability import observed
from pixelflare.catalog import ImageStore
from pixelflare.delivery.leases import LeaseStore
from pixelflare.delivery.serve import Stores, serve
from pixelflare.delivery.viewers import viewer_address
from pixelflare.entry.function_url import respond
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants import PublicObjects
from schema.env import CdnEnv


@cache
def stores() -> Stores:
    env = CdnEnv.read()
    ephemeral = Table(env.ephemeral_table)
    return Stores(
        images=ImageStore(Table(env.core_table)),
        originals=ObjectStore(env.originals_bucket),
        public=PublicObjects(ObjectStore(env.public_bucket)),
        leases=LeaseStore(ephemeral),
        limiter=RateLimiter(ephemeral),
        edge=Edge(env.distribution_id_parameter),
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return respond(
        event, lambda: serve(event["rawPath"], viewer=viewer_address(event), stores=stores(), clock=clock.now)
    )
