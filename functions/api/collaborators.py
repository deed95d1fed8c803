"""What the routes work with, made on first use from the environment."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from pixelflare.accounts import AddressKeys, HandleStore, UserStore, VendorKeys
from pixelflare.addresses.build import show
from pixelflare.api_keys import ApiKeyStore, KeyRing
from pixelflare.audit import AuditLog
from pixelflare.aws.edge import Edge
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import parameter
from pixelflare.aws.queues import Queue
from pixelflare.aws.signed_urls import AddressSigner
from pixelflare.aws.table import Table
from pixelflare.aws.user_pool import UserPool
from pixelflare.base import clock
from pixelflare.base.cursors import Cursors
from pixelflare.catalog import AlbumStore, ImageListing, ImageStore, TagStore, UploadStore
from pixelflare.identity import Caller, Logins, TokenVerifier, authenticate
from pixelflare.library import LibraryServices
from pixelflare.uploads import MultipartServices, read_upload_token
from pixelflare.variants import PublishLeases, VariantStore
from pixelflare.variants.listing import VariantListing
from schema import budgets
from schema.env.api import ApiEnv
from schema.identity.scopes import Scope
from schema.library.image_resource import ImageResource
from schema.library.images import Image


@cache
def env() -> ApiEnv:
    return ApiEnv.read()


@cache
def images() -> ImageStore:
    return ImageStore(Table(env().core_table))


@cache
def listing() -> ImageListing:
    return ImageListing(Table(env().core_table), cursors=cursors())


@cache
def cursors() -> Cursors:
    return Cursors(lambda: parameter(env().cursor_key_parameter).encode())


@cache
def tags() -> TagStore:
    return TagStore(Table(env().core_table))


@cache
def albums() -> AlbumStore:
    return AlbumStore(Table(env().core_table))


@cache
def audit_log() -> AuditLog:
    return AuditLog(Table(env().audit_table), cursor_key=lambda: parameter(env().cursor_key_parameter).encode())


@cache
def uploads() -> ObjectStore:
    return ObjectStore(env().uploads_bucket)


@cache
def multipart() -> MultipartUploads:
    return MultipartUploads(env().uploads_bucket)


@cache
def originals() -> ObjectStore:
    return ObjectStore(env().originals_bucket)


@cache
def multipart_services() -> MultipartServices:
    core = Table(env().core_table)
    return MultipartServices(
        images=images(),
        records=UploadStore(core),
        uploads=uploads(),
        multipart=multipart(),
    )


def upload_token_key() -> bytes:
    return parameter(env().upload_token_key_parameter).encode()


@cache
def variant_store() -> VariantStore:
    return VariantStore(ObjectStore(env().public_bucket), ObjectStore(env().private_bucket))


@cache
def variant_listing() -> VariantListing:
    return VariantListing(ObjectStore(env().public_bucket), ObjectStore(env().private_bucket))


@cache
def variant_queue() -> Queue:
    return Queue(env().variant_queue_url)


@cache
def edge() -> Edge:
    return Edge(env().distribution_id_parameter)


@cache
def library() -> LibraryServices:
    return LibraryServices(
        images=images(),
        albums=albums(),
        variant_store=variant_store(),
        publish_leases=PublishLeases(Table(env().ephemeral_table)),
        edge=edge(),
        variant_queue=variant_queue(),
        multipart=multipart(),
    )


@cache
def bulk_library() -> LibraryServices:
    """Less patient with each image, as there are many."""
    return replace(
        library(), publish_leases=PublishLeases(Table(env().ephemeral_table), patience=budgets.BULK_PUBLISHERS_PATIENCE)
    )


def public_url() -> str:
    return parameter(env().public_url_parameter)


@cache
def signer() -> AddressSigner:
    return AddressSigner(env().signing_key_parameter)


def shown(image: Image) -> ImageResource:
    """As its owner sees it, with addresses that work."""
    return show(image, public_url=public_url(), signer=signer(), now=clock.now())


@cache
def _verifier() -> TokenVerifier:
    pool = UserPool(env().user_pool_id)
    return TokenVerifier(issuer=pool.issuer, client_id=env().user_pool_client_id, keys=pool)


@cache
def users() -> UserStore:
    return UserStore(Table(env().core_table))


@cache
def logins() -> Logins:
    return Logins(users(), pepper=lambda: parameter(env().owner_pepper_parameter).encode())


def _address_secret() -> bytes:
    return parameter(env().address_key_parameter).encode()


@cache
def handles() -> HandleStore:
    return HandleStore(Table(env().core_table))


@cache
def address_keys() -> AddressKeys:
    return AddressKeys(Table(env().core_table), secret=_address_secret)


@cache
def vendor_keys() -> VendorKeys:
    return VendorKeys(Table(env().core_table), secret=_address_secret)


@cache
def api_keys() -> ApiKeyStore:
    return ApiKeyStore(Table(env().core_table))


def api_key_pepper() -> bytes:
    return parameter(env().api_key_pepper_parameter).encode()


@cache
def key_ring() -> KeyRing:
    return KeyRing(api_keys(), pepper=api_key_pepper)


def authenticate_caller(authorization: str | None, *, address: str) -> Caller:
    """`address` is the viewer's, proven. Raises Unauthorized, Forbidden, Unavailable."""
    return authenticate(
        authorization,
        address=address,
        verifier=_verifier(),
        logins=logins(),
        key_ring=key_ring(),
        now=clock.now(),
    )


def caller_of_upload_token(path: str, token: str | None, key: bytes, now: datetime) -> Caller:
    """Who may PUT bytes at /v1/upload/{image id}: whoever has its token. Raises Unauthorized."""
    owner = read_upload_token(token, path.rpartition("/")[2], key=key, now=now).owner
    return Caller(owner, Scope.WRITE, "upload")
