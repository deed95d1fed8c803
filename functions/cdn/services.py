"""What the CDN's second origin works with, made from its environment."""

from datetime import timedelta
from functools import cached_property

from pixelflare.accounts import AddressKeys, HandleStore, UserStore, VendorKeys
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.brake import Brake
from pixelflare.catalog import ImageStore
from pixelflare.delivery.on_demand import OnDemandLimits
from pixelflare.delivery.services import CdnServices
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import MarkedImages, PublishLeases, RequestCounter, VariantStore, Wishes
from schema.env.cdn import CdnEnv


class Services:
    def __init__(self, env: CdnEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def stores(self) -> CdnServices:
        ephemeral = Table(self.env.ephemeral_table)
        return CdnServices(
            images=ImageStore(self._core),
            handles=HandleStore(self._core),
            users=UserStore(self._core),
            originals=ObjectStore(self.env.originals_bucket),
            variant_store=VariantStore(ObjectStore(self.env.public_bucket), ObjectStore(self.env.private_bucket)),
            publish_leases=PublishLeases(ephemeral),
            brake=Brake(self._core),
            on_demand=OnDemandLimits(
                RateLimiter(ephemeral),
                of_address=Limit("variant", self.env.variants_per_hour),
                of_owner=Limit("variant of an owner", self.env.owner_variants_per_hour),
                of_image=Limit("variant of an image", self.env.image_variants_per_day, timedelta(days=1)),
            ),
            address_keys=AddressKeys(self._core, secret=self._address_secret),
            widths=frozenset(self.env.widths),
            variant_queue=Queue(self.env.variant_queue_url),
            request_counter=RequestCounter(ephemeral),
            wishes=Wishes(ephemeral),
            marked=MarkedImages(ephemeral),
        )

    @cached_property
    def vendor_keys(self) -> VendorKeys:
        return VendorKeys(self._core, secret=self._address_secret)

    @cached_property
    def _core(self) -> Table:
        return Table(self.env.core_table)

    def _address_secret(self) -> bytes:
        return self.parameters.secret(self.env.address_key_parameter)
