"""The CDN's second origin: what S3 does not have, or may not give out by itself, made, kept and answered."""

from functools import cache
from typing import Any

from pixelflare.accounts import AddressKeys, HandleStore, VendorKeys
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import parameter
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.observability import observed
from pixelflare.catalog import ImageStore
from pixelflare.delivery.answers import Answer
from pixelflare.delivery.paths import FOREIGN_PREFIX
from pixelflare.delivery.serve import CdnServices, serve
from pixelflare.delivery.viewers import viewer_address
from pixelflare.entry.function_url import respond
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import PublishLeases, RequestCounter, VariantStore
from schema.env.cdn import CdnEnv


def address_secret() -> bytes:
    return parameter(CdnEnv.read().address_key_parameter).encode()


@cache
def stores() -> CdnServices:
    env = CdnEnv.read()
    core, ephemeral = Table(env.core_table), Table(env.ephemeral_table)
    return CdnServices(
        images=ImageStore(core),
        handles=HandleStore(core),
        originals=ObjectStore(env.originals_bucket),
        variant_store=VariantStore(ObjectStore(env.public_bucket), ObjectStore(env.private_bucket)),
        publish_leases=PublishLeases(ephemeral),
        limiter=RateLimiter(ephemeral),
        on_demand=Limit("variant", env.variants_per_hour),
        address_keys=AddressKeys(core, secret=address_secret),
        widths=frozenset(env.widths),
        variant_queue=Queue(env.variant_queue_url),
        request_counter=RequestCounter(ephemeral),
    )


def answer(event: dict[str, Any]) -> Answer:
    path, query = event["rawPath"], event.get("queryStringParameters") or {}
    if path.startswith(FOREIGN_PREFIX):
        from pixelflare.delivery.foreign import redirect_for  # 15 ms of imports that pictures need not wait for

        keys = VendorKeys(Table(CdnEnv.read().core_table), secret=address_secret)
        return redirect_for(path, stores=stores(), vendor_keys=keys, now=clock.now())
    return serve(path, query, viewer=viewer_address(event), stores=stores(), clock=clock.now)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return respond(event, lambda: answer(event))
