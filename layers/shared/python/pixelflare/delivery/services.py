"""What the CDN's function works with."""

from dataclasses import dataclass

from pixelflare.accounts import AddressKeys, HandleStore, UserStore
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.brake import Brake
from pixelflare.catalog import ImageStore
from pixelflare.delivery.on_demand import OnDemandLimits
from pixelflare.variants import MarkedImages, PublishLeases, RequestCounter, VariantStore, Wishes


@dataclass(frozen=True)
class CdnServices:
    images: ImageStore
    handles: HandleStore
    users: UserStore
    originals: ObjectStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    brake: Brake
    on_demand: OnDemandLimits
    address_keys: AddressKeys
    widths: frozenset[int]
    """Those that anybody may ask for."""
    variant_queue: Queue
    request_counter: RequestCounter
    wishes: Wishes
    marked: MarkedImages
