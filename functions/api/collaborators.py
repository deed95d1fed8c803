"""What the routes work with, made on first use from the environment."""

from functools import cache

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import parameter
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.aws.user_pool import UserPool
from pixelflare.catalog import AlbumStore, ImageListing, ImageStore
from pixelflare.identity import Caller, TokenVerifier, authenticate
from pixelflare.variants import PublicObjects
from schema.env import ApiEnv


@cache
def env() -> ApiEnv:
    return ApiEnv.read()


@cache
def images() -> ImageStore:
    return ImageStore(Table(env().core_table))


@cache
def listing() -> ImageListing:
    return ImageListing(Table(env().core_table), cursor_key=lambda: parameter(env().cursor_key_parameter).encode())


@cache
def albums() -> AlbumStore:
    return AlbumStore(Table(env().core_table))


@cache
def uploads() -> ObjectStore:
    return ObjectStore(env().uploads_bucket)


@cache
def public() -> PublicObjects:
    return PublicObjects(ObjectStore(env().public_bucket))


@cache
def variant_queue() -> Queue:
    return Queue(env().variant_queue_url)


@cache
def edge() -> Edge:
    return Edge(env().distribution_id_parameter)


def public_url() -> str:
    return parameter(env().public_url_parameter)


@cache
def _verifier() -> TokenVerifier:
    pool = UserPool(env().user_pool_id)
    return TokenVerifier(issuer=pool.issuer, client_id=env().user_pool_client_id, keys=pool)


def authenticate_caller(authorization: str | None) -> Caller:
    """Raises Unauthorized."""
    pepper = parameter(env().owner_pepper_parameter).encode()
    return authenticate(authorization, verifier=_verifier(), pepper=pepper)
