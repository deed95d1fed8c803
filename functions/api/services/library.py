"""What changes and shows images that viewers see."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from functions.api.services.uploads import UploadServices
from pixelflare.aws.queues import Queue
from pixelflare.base import clock
from pixelflare.rate_limits import RateLimiter
from schema import budgets
from schema.env.base import OFF
from schema.identity.github import PATH
from schema.library.image_resource import ImageResource
from schema.library.images import Image

if TYPE_CHECKING:
    from pixelflare.aws.signed_urls import AddressSigner
    from pixelflare.aws.user_accounts import UserAccounts
    from pixelflare.exports import ExportDesk
    from pixelflare.guests import PictureServices
    from pixelflare.library import LibraryServices
    from pixelflare.linking import LinkServices
    from pixelflare.members import MemberServices
    from pixelflare.sharing import SharingServices
    from pixelflare.variants.listing import VariantListing


class LibraryParts(UploadServices):
    @cached_property
    def variant_queue(self) -> Queue:
        return Queue(self.env.variant_queue_url)

    @cached_property
    def library(self) -> "LibraryServices":
        from pixelflare.aws.objects import ObjectStore
        from pixelflare.library import EdgeAllowance, LibraryServices
        from pixelflare.variants import PublishLeases, VariantStore

        return LibraryServices(
            images=self.images,
            albums=self.albums,
            variant_store=VariantStore(ObjectStore(self.env.public_bucket), ObjectStore(self.env.private_bucket)),
            publish_leases=PublishLeases(self._ephemeral),
            edge=self.edge,
            allowance=EdgeAllowance(RateLimiter(self._ephemeral), per_day=self.env.purges_per_day),
            variant_queue=self.variant_queue,
            multipart=self.multipart,
            admissions=self.admissions,
        )

    @cached_property
    def bulk_library(self) -> "LibraryServices":
        from pixelflare.variants import PublishLeases

        return replace(
            self.library, publish_leases=PublishLeases(self._ephemeral, patience=budgets.BULK_PUBLISHERS_PATIENCE)
        )

    @cached_property
    def signer(self) -> "AddressSigner":
        from pixelflare.aws.signed_urls import AddressSigner

        return AddressSigner(self.env.signing_key_parameter, parameters=self.parameters)

    @cached_property
    def variant_listing(self) -> "VariantListing":
        from pixelflare.aws.objects import ObjectStore
        from pixelflare.variants.listing import VariantListing

        return VariantListing(ObjectStore(self.env.public_bucket), ObjectStore(self.env.private_bucket))

    @cached_property
    def exports(self) -> "ExportDesk":
        from pixelflare.aws.objects import ObjectStore
        from pixelflare.exports import ExportDesk, ExportStore

        return ExportDesk(
            store=ExportStore(self._ephemeral),
            queue=Queue(self.env.export_queue_url),
            cursors=self.cursors,
            files=ObjectStore(self.env.exports_bucket),
            usage=self.usage_counters.read,
        )

    @cached_property
    def sharing(self) -> "SharingServices":
        from pixelflare.sharing import ShareStore, SharingServices

        return SharingServices(ShareStore(self._core), self.albums, self.edge, secret=self._address_secret)

    @cached_property
    def members(self) -> "MemberServices":
        from pixelflare.members import MemberServices, MemberStore

        limiter = RateLimiter(self._ephemeral)
        return MemberServices(
            MemberStore(self._core), self.albums, limiter, self.audit_log, secret=self._address_secret
        )

    @cached_property
    def pool_accounts(self) -> "UserAccounts":
        from pixelflare.aws.user_accounts import UserAccounts

        return UserAccounts(self.env.user_pool_id)

    @cached_property
    def linking(self) -> "LinkServices":
        from pixelflare.github_sign_in import SignInTickets
        from pixelflare.linking import LinkServices

        return LinkServices(
            core=self._core,
            users=self.users,
            links=self.links,
            logins=self.logins,
            tickets=SignInTickets(self._ephemeral),
            pool=self.pool_accounts,
            pool_issuer=self.user_pool.issuer,
            client_id=self.env.github_client_id,
            oidc_issuer=self._oidc_issuer,
            public_url=self.public_url,
        )

    def _oidc_issuer(self) -> str:
        return f"{self.public_url()}{PATH}" if self.env.oidc_issuer == OFF else self.env.oidc_issuer

    @cached_property
    def pictures_of_others(self) -> "PictureServices":
        from pixelflare.guests import PictureServices

        return PictureServices(self.images, self.listing, self.signer, self.public_url)

    def shown(self, image: Image) -> ImageResource:
        """As its owner sees it, with addresses that work."""
        from pixelflare.addresses.build import show

        now = clock.now()
        shown = show(
            image,
            public_url=self.public_url(),
            signer=self.signer,
            previews=lambda: self.library.variant_store,
            now=now,
        )
        if image.backup_mark:
            return shown.model_copy(update={"backup_status": self.backup_states.of(image, now=now)})
        return shown
