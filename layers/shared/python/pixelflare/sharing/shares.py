"""Shares albums by links, and takes the links back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pixelflare.base.clock import text_of
from pixelflare.base.errors import InvalidRequest, NotFound
from pixelflare.base.ids import new_share_id
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import AlbumStore, ensure_album, get_album
from pixelflare.sharing.passwords import password_hash
from pixelflare.sharing.store import ShareStore
from pixelflare.sharing.tokens import share_token, token_hash
from schema.addresses.names import DEFAULT_ALBUM
from schema.keys.cache_tags import share_tag
from schema.library.shares import ChangeShare, CreateShare, Share, ShareResource

_CLEARED_BY_NULL = ("name", "expires_at", "max_views")


class Purger(Protocol):
    """The edge's cache, which may hold pages of a shared album."""

    def purge(self, *, tags: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class SharingServices:
    shares: ShareStore
    albums: AlbumStore
    edge: Purger
    secret: Callable[[], bytes]

    def token_of(self, share: Share) -> str:
        return share_token(share.owner, share.share_id, secret=self.secret())


def create_share(owner: str, album: str, request: CreateShare, *, services: SharingServices, now: datetime) -> Share:
    """Raises NotFound (no such album), InvalidRequest (it would have expired), LimitReached."""
    _check_expiry(request.expires_at, now=now)
    if album == DEFAULT_ALBUM:
        ensure_album(owner, album, albums=services.albums, now=now)
    shared = get_album(owner, album, albums=services.albums, now=now)
    share = Share(
        **request.model_dump(exclude={"password"}),
        share_id=new_share_id(),
        owner=owner,
        album=album,
        album_created_at=shared.created_at,
        password_hash=password_hash(request.password) if request.password else None,
        created_at=now,
        updated_at=now,
    )
    services.shares.add(share, token_hash=token_hash(services.token_of(share)))
    return share


def list_shares(owner: str, *, shares: ShareStore, album: str | None) -> list[Share]:
    """Newest first; of one album, if it is named."""
    return [share for share in shares.all_of(owner) if album in (None, share.album)]


def get_share(owner: str, share_id: str, *, shares: ShareStore) -> Share:
    """Raises NotFound."""
    share = shares.find(owner, share_id)
    if share is None:
        raise NotFound(f"no shared album {share_id}")
    return share


def change_share(
    owner: str,
    share_id: str,
    request: ChangeShare,
    *,
    services: SharingServices,
    expected_version: int | None = None,
    now: datetime,
) -> Share:
    """The edge forgets the pages that it may hold. Raises NotFound, PreconditionFailed, ChangedMeanwhile, InvalidRequest."""
    _check_expiry(request.expires_at, now=now)
    change = _change_of(request, now=now)
    share = change_current(
        lambda: get_share(owner, share_id, shares=services.shares),
        lambda current: services.shares.change(current, change),
        expected_version=expected_version,
        name="the shared album",
    )
    services.edge.purge(tags=[share_tag(share_id)])
    return share


def revoke_share(owner: str, share_id: str, *, services: SharingServices) -> None:
    """Nobody sees the album by this link from now on. Raises NotFound."""
    _remove(get_share(owner, share_id, shares=services.shares), services)


def forget_shares_of(owner: str, album: str, *, services: SharingServices) -> None:
    """For an album that is deleted."""
    for share in list_shares(owner, shares=services.shares, album=album):
        _remove(share, services)


def set_taken_down(owner: str, share_id: str, reason: str | None, *, services: SharingServices, now: datetime) -> None:
    """By an operator; without a reason, it is undone. Raises NotFound, ChangedMeanwhile."""
    change = {"takedown_reason": reason, "updated_at": text_of(now)}
    change_current(
        lambda: get_share(owner, share_id, shares=services.shares),
        lambda current: services.shares.change(current, change),
        expected_version=None,
        name="the shared album",
    )
    services.edge.purge(tags=[share_tag(share_id)])


def _remove(share: Share, services: SharingServices) -> None:
    services.shares.remove(share, token_hash=token_hash(services.token_of(share)))
    services.edge.purge(tags=[share_tag(share.share_id)])


def share_resource(share: Share, *, services: SharingServices, public_url: str, now: datetime) -> ShareResource:
    shown = share.model_dump(include=set(ShareResource.model_fields))
    return ShareResource(
        **shown,
        id=share.share_id,
        url=f"{public_url}/s/{services.token_of(share)}",
        state=share.state(now),
        has_password=share.password_hash is not None,
    )


def _change_of(request: ChangeShare, *, now: datetime) -> dict[str, Any]:
    given = request.model_fields_set
    change: dict[str, Any] = request.model_dump(mode="json", exclude_none=True, exclude={"password"})
    change |= {name: None for name in _CLEARED_BY_NULL if name in given and getattr(request, name) is None}
    if request.expires_at:
        change["expires_at"] = text_of(request.expires_at)
    if "password" in given:
        change["password_hash"] = password_hash(request.password) if request.password else None
    return change | {"updated_at": text_of(now)}


def _check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidRequest("expires_at is in the past")
