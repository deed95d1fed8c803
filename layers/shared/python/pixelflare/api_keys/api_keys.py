"""Creates, lists and revokes an owner's API keys."""

from collections.abc import Callable
from datetime import datetime

from pixelflare.api_keys.callers import Caller
from pixelflare.api_keys.key_text import digest_of, new_key_text
from pixelflare.api_keys.store import ApiKeyStore
from pixelflare.base.errors import Forbidden, InvalidRequest, NotFound, PreconditionFailed
from schema.identity.api_keys import ApiKey, ApiKeyResource, CreateApiKey, NewApiKey
from schema.identity.networks import is_within, network_of
from schema.limits import KEPT_DEAD_KEYS


def create_api_key(
    caller: Caller, request: CreateApiKey, *, keys: ApiKeyStore, pepper: Callable[[], bytes], now: datetime
) -> NewApiKey:
    """The new key with its text, which is not stored.

    Raises LimitReached, InvalidRequest, Forbidden (stronger than the caller), or Unauthorized (the caller is a revoked
    key, also if this process still has it in its cache).
    """
    if request.expires_at and request.expires_at <= now:
        raise InvalidRequest("the new key would have expired already")
    _check_no_stronger(request, caller)
    _tidy(caller.owner, keys=keys, now=now)
    key_id, text = new_key_text()
    key = ApiKey(
        key_id=key_id,
        owner=caller.owner,
        name=request.name,
        scope=request.scope,
        allowed_ips=request.allowed_ips,
        expires_at=request.expires_at,
        created_at=now,
        created_by=caller.actor,
        digest=digest_of(text, pepper=pepper()),
    )
    keys.add(key, made_with=caller.key)
    return NewApiKey(**api_key_resource(key).model_dump(), key=text)


def list_api_keys(owner: str, *, keys: ApiKeyStore) -> list[ApiKey]:
    """Newest first: the live ones, and the latest revoked or expired ones."""
    return keys.all_of(owner)


def get_api_key(owner: str, key_id: str, *, keys: ApiKeyStore) -> ApiKey:
    """Raises NotFound, also for a key of another owner."""
    key = keys.find(owner, key_id)
    if key is None:
        raise NotFound(f"no API key {key_id}")
    return key


def revoke_api_key(
    owner: str, key_id: str, *, keys: ApiKeyStore, expected_version: int | None = None, now: datetime
) -> None:
    """Functions that have just looked the key up accept it for KEY_CACHE_SECONDS more. Can be repeated.

    Raises NotFound, PreconditionFailed.
    """
    key = get_api_key(owner, key_id, keys=keys)
    if key.revoked_at:
        return
    if expected_version not in (None, key.version):
        raise PreconditionFailed(f"API key {key_id} is at version {key.version}")
    keys.revoke(key, now=now)
    keys.free_places(owner, [key])


def api_key_resource(key: ApiKey) -> ApiKeyResource:
    return ApiKeyResource(
        key_id=key.key_id,
        name=key.name,
        scopes=key.scope.covered,
        allowed_ips=list(key.allowed_ips),
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        created_at=key.created_at,
        created_by=key.created_by,
        version=key.version,
    )


def _check_no_stronger(request: CreateApiKey, caller: Caller) -> None:
    """A key can only create a weaker or equal key. Otherwise, whoever finds a key before it expires could keep access
    for ever."""
    own = caller.key
    if not caller.scope.covers(request.scope):
        raise Forbidden(f"a caller of scope {caller.scope} cannot create a key of scope {request.scope}")
    if own is None:
        return
    if own.expires_at and (request.expires_at is None or request.expires_at > own.expires_at):
        raise Forbidden(f"this key expires at {own.expires_at.isoformat()}; a key created with it cannot live longer")
    if own.allowed_ips and not _are_within(request.allowed_ips, own.allowed_ips):
        raise Forbidden("a key created with this key must stay within its networks: name some of them in allowed_ips")


def _are_within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """No network means everywhere, which is within no network."""
    around = [network_of(text) for text in outer]
    return bool(inner) and all(any(is_within(network_of(text), each) for each in around) for text in inner)


def _tidy(owner: str, *, keys: ApiKeyStore, now: datetime) -> None:
    """Frees the places of dead keys (expired, or revoked in an interrupted call), and keeps few of their records.

    Runs when a key is created, so that an owner's records stay bounded.
    """
    dead = [key for key in keys.all_of(owner) if not key.is_live(now)]
    if dead:
        keys.free_places(owner, dead)
    for key in dead[KEPT_DEAD_KEYS:]:
        keys.forget(key)
