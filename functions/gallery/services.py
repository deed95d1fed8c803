"""What public pages are made from, made from the function's environment."""

from functools import cached_property

from pixelflare.accounts import HandleStore, UserStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.secrets import SharedSecret
from pixelflare.aws.signed_urls import AddressSigner
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.cursors import Cursors
from pixelflare.catalog import AlbumStore, ImageListing, ImageStore
from pixelflare.gallery import GalleryServices
from pixelflare.rate_limits import RateLimiter
from pixelflare.reports import ReportServices, ReportStore
from pixelflare.sharing import ShareStore
from schema.env.gallery import GalleryEnv


class Services:
    def __init__(self, env: GalleryEnv) -> None:
        self.env = env
        self._parameters = Parameters(env.parameters)

    @cached_property
    def proof(self) -> SharedSecret:
        return SharedSecret(self.env.origin_proof_secret)

    @cached_property
    def gallery(self) -> GalleryServices:
        core = Table(self.env.core_table)
        return GalleryServices(
            shares=ShareStore(core),
            albums=AlbumStore(core),
            listing=ImageListing(core, cursors=Cursors(self._signing_key)),
            images=ImageStore(core),
            users=UserStore(core),
            handles=HandleStore(core),
            limiter=RateLimiter(Table(self.env.ephemeral_table)),
            signer=AddressSigner(self.env.signing_key_parameter, parameters=self._parameters),
            public_url=lambda: self._parameters.value(self.env.public_url_parameter),
            signing_key=self._signing_key,
            clock=clock.now,
        )

    @cached_property
    def reports(self) -> ReportServices:
        pages = self.gallery
        return ReportServices(
            reports=ReportStore(Table(self.env.core_table)),
            images=pages.images,
            shares=pages.shares,
            handles=pages.handles,
            limiter=pages.limiter,
            clock=clock.now,
        )

    def _signing_key(self) -> bytes:
        return self._parameters.secret(self.env.cursor_key_parameter)
