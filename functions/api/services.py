"""What the routes of the API work with, made from its environment: each when it is first used, then kept."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from functions.api.callers import authenticators, limits_of
from functions.api.meaning import meaning_search
from pixelflare.accounts import AddressKeys, HandleStore, Standings, UserStore, VendorKeys
from pixelflare.addresses.build import show
from pixelflare.analytics import RollupReader
from pixelflare.api_keys import ApiKeyStore, KeyRing
from pixelflare.audit import AuditLog
from pixelflare.aws.edge import Edge
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.secrets import SharedSecret
from pixelflare.aws.signed_urls import AddressSigner
from pixelflare.aws.table import Table
from pixelflare.aws.user_pool import UserPool
from pixelflare.base import clock
from pixelflare.base.cursors import Cursors
from pixelflare.catalog import AlbumStore, BinStore, ImageListing, ImageStore, TagStore, UploadLifecycle, UploadStore
from pixelflare.costs import CostQuestions, CostRecords
from pixelflare.entry.http import Call, RateLimits, Replays, Request, RequestPipeline
from pixelflare.identity import Caller, Logins, TokenVerifier, authenticate
from pixelflare.library import EdgeAllowance, LibraryServices
from pixelflare.moderation import ModerationStore
from pixelflare.outgoing import OutgoingClient
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.search import DuplicateFinder, MeaningSearch, MonthCounts, Postings, SearchEngine
from pixelflare.uploads import ClaimServices, MultipartServices
from pixelflare.usage import Admissions, OwnerControls, UsageCounters
from pixelflare.variants import PublishLeases, VariantStore
from pixelflare.variants.listing import VariantListing
from pixelflare.vision import ContentAnalyses, RecognitionServices, RecognitionStore, Thresholds
from schema import budgets
from schema.env.api import ApiEnv
from schema.env.base import OFF
from schema.library.image_resource import ImageResource
from schema.library.images import Image


class Services:
    def __init__(self, env: ApiEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)
        self.outgoing = OutgoingClient()

    # The request pipeline

    @cached_property
    def pipeline(self) -> RequestPipeline:
        return RequestPipeline(
            authenticators=authenticators(self._caller_of_credentials, upload_token_key=self.upload_token_key),
            proof=SharedSecret(self.env.origin_proof_secret),
            origins=frozenset(self.env.allowed_origins),
            limits=RateLimits(RateLimiter(self._ephemeral), self.rate_limits),
            replays=Replays(self._ephemeral, secret=lambda: self.parameters.secret(self.env.idempotency_key_parameter)),
            audit=self.audit_log,
            standings=Standings(self.users),
            clock=clock.now,
        )

    @property
    def rate_limits(self) -> dict[str, Limit]:
        return limits_of(self.env)

    @cached_property
    def audit_log(self) -> AuditLog:
        return AuditLog(Table(self.env.audit_table), cursor_key=self._cursor_key)

    def _caller_of_credentials(self, request: Request) -> Caller:
        return authenticate(
            request.headers.get("authorization"),
            address=request.address,
            verifier=self.token_verifier,
            logins=self.logins,
            key_ring=self.key_ring,
            now=clock.now(),
        )

    # Images, albums, tags

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(self._core)

    @cached_property
    def upload_lifecycle(self) -> UploadLifecycle:
        return UploadLifecycle(self._core)

    @cached_property
    def listing(self) -> ImageListing:
        return ImageListing(self._core, cursors=self.cursors)

    @cached_property
    def bin(self) -> BinStore:
        return BinStore(self._core)

    @cached_property
    def albums(self) -> AlbumStore:
        return AlbumStore(self._core)

    @cached_property
    def tags(self) -> TagStore:
        return TagStore(self._core)

    @cached_property
    def search(self) -> SearchEngine:
        return SearchEngine(self.postings, images=self.images, cursors=self.cursors)

    @cached_property
    def postings(self) -> Postings:
        return Postings(Table(self.env.derived_table))

    @cached_property
    def meaning(self) -> MeaningSearch | None:
        return meaning_search(self.env, images=self.images, limiter=RateLimiter(self._ephemeral))

    @cached_property
    def recognition(self) -> RecognitionServices:
        thresholds = Thresholds(self.env.ai_thresholds)
        return RecognitionServices(self.images, RecognitionStore(self._core), ContentAnalyses(self._core), thresholds)

    @cached_property
    def classification_queue(self) -> Queue | None:
        url = self.env.classification_queue_url
        return None if url == OFF else Queue(url)

    @cached_property
    def duplicates(self) -> DuplicateFinder:
        return DuplicateFinder(Table(self.env.derived_table), images=self.images, cursors=self.cursors)

    @cached_property
    def months(self) -> MonthCounts:
        return MonthCounts(Table(self.env.derived_table))

    @cached_property
    def cursors(self) -> Cursors:
        return Cursors(self._cursor_key)

    @cached_property
    def variant_queue(self) -> Queue:
        return Queue(self.env.variant_queue_url)

    @cached_property
    def library(self) -> LibraryServices:
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
    def bulk_library(self) -> LibraryServices:
        return replace(
            self.library, publish_leases=PublishLeases(self._ephemeral, patience=budgets.BULK_PUBLISHERS_PATIENCE)
        )

    @cached_property
    def moderations(self) -> ModerationStore:
        return ModerationStore(self._core)

    # Uploads

    @cached_property
    def uploads(self) -> ObjectStore:
        return ObjectStore(self.env.uploads_bucket)

    @cached_property
    def multipart(self) -> MultipartUploads:
        return MultipartUploads(self.env.uploads_bucket)

    @cached_property
    def originals(self) -> ObjectStore:
        return ObjectStore(self.env.originals_bucket)

    def claims(self, *, since: datetime) -> ClaimServices:
        return ClaimServices(self.images, self.upload_lifecycle, self.uploads, self.multipart, self.admissions, since)

    @cached_property
    def upload_store(self) -> UploadStore:
        return UploadStore(self._core)

    @cached_property
    def multipart_services(self) -> MultipartServices:
        return MultipartServices(
            images=self.images, records=self.upload_store, uploads=self.uploads, multipart=self.multipart
        )

    def upload_token_key(self) -> bytes:
        return self.parameters.secret(self.env.upload_token_key_parameter)

    # Addresses

    @cached_property
    def edge(self) -> Edge:
        return Edge(self.env.distribution_id_parameter, parameters=self.parameters)

    @cached_property
    def signer(self) -> AddressSigner:
        return AddressSigner(self.env.signing_key_parameter, parameters=self.parameters)

    @cached_property
    def variant_listing(self) -> VariantListing:
        return VariantListing(ObjectStore(self.env.public_bucket), ObjectStore(self.env.private_bucket))

    @cached_property
    def address_keys(self) -> AddressKeys:
        return AddressKeys(self._core, secret=self._address_secret)

    @cached_property
    def vendor_keys(self) -> VendorKeys:
        return VendorKeys(self._core, secret=self._address_secret)

    def public_url(self) -> str:
        return self.parameters.value(self.env.public_url_parameter)

    def shown(self, image: Image) -> ImageResource:
        """As its owner sees it, with addresses that work."""
        store = self.library.variant_store
        return show(image, public_url=self.public_url(), signer=self.signer, previews=store, now=clock.now())

    # Identity

    @cached_property
    def users(self) -> UserStore:
        return UserStore(self._core)

    @cached_property
    def handles(self) -> HandleStore:
        return HandleStore(self._core)

    @cached_property
    def logins(self) -> Logins:
        return Logins(self.users, pepper=lambda: self.parameters.secret(self.env.owner_pepper_parameter))

    @cached_property
    def api_keys(self) -> ApiKeyStore:
        return ApiKeyStore(self._core)

    @cached_property
    def key_ring(self) -> KeyRing:
        return KeyRing(self.api_keys, pepper=self.api_key_pepper)

    @cached_property
    def token_verifier(self) -> TokenVerifier:
        pool = UserPool(self.env.user_pool_id)
        return TokenVerifier(issuer=pool.issuer, client_id=self.env.user_pool_client_id, keys=pool)

    def api_key_pepper(self) -> bytes:
        return self.parameters.secret(self.env.api_key_pepper_parameter)

    @cached_property
    def usage_counters(self) -> UsageCounters:
        return UsageCounters(self._core)

    @cached_property
    def admissions(self) -> Admissions:
        return Admissions(self._core, users=self.users, audit=self.audit_log, are_on=self.env.plans)

    @cached_property
    def owners(self) -> OwnerControls:
        return OwnerControls(self._core, audit=self.audit_log)

    # What others are made of

    @cached_property
    def rollups(self) -> RollupReader:
        return RollupReader(Table(self.env.derived_table))

    @cached_property
    def costs(self) -> CostQuestions:
        return CostQuestions(CostRecords(Table(self.env.derived_table)), self.rollups)

    @cached_property
    def _core(self) -> Table:
        return Table(self.env.core_table)

    @cached_property
    def _ephemeral(self) -> Table:
        return Table(self.env.ephemeral_table)

    def _cursor_key(self) -> bytes:
        return self.parameters.secret(self.env.cursor_key_parameter)

    def _address_secret(self) -> bytes:
        return self.parameters.secret(self.env.address_key_parameter)


ApiCall = Call[Services]
