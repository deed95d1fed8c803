"""An owner invites others to an album, and takes that back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pixelflare.audit import AuditLog, entry_of
from pixelflare.base.errors import Conflict, NotFound
from pixelflare.base.ids import new_member_id
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import AlbumStore, ensure_album, get_album
from pixelflare.members.addressee import digest_of
from pixelflare.members.store import MemberStore
from pixelflare.rate_limits import Limit, RateLimiter
from schema.addresses.names import DEFAULT_ALBUM
from schema.library.members import ChangeMember, InviteMember, Member, MemberResource, MemberState
from schema.limits import INVITATION_DAYS, INVITATIONS_PER_DAY

_LIMIT = Limit("invitation", INVITATIONS_PER_DAY, timedelta(days=1))


@dataclass(frozen=True)
class MemberServices:
    members: MemberStore
    albums: AlbumStore
    limiter: RateLimiter
    audit: AuditLog
    secret: Callable[[], bytes]

    def noting(self, action: str, member: Member, *, now: datetime) -> dict[str, Any]:
        """The entry in the album owner's log of what the invited person does, for the transaction that does it."""
        details = {"album": member.album, "invited": member.invited}
        entry = entry_of(action, "member", member.member_id, by="members", now=now, details=details)
        return self.audit.appending(member.owner, entry)


def invite(owner: str, album: str, request: InviteMember, *, services: MemberServices, now: datetime) -> Member:
    """The invitation, whether somebody has the address or not. Those of the album that have expired go.

    Raises NotFound (no such album), Conflict (already invited), RateLimited, LimitReached.
    """
    if album == DEFAULT_ALBUM:
        ensure_album(owner, album, albums=services.albums, now=now)
    shown = get_album(owner, album, albums=services.albums, now=now)
    for standing in services.members.of_album(owner, album):
        if standing.state_at(now) is MemberState.EXPIRED:
            _forget(standing, services.members)  # it lets nobody in, and takes the place of others
        elif standing.invited == request.to:
            raise Conflict(f"{request.to} is invited already", details={"member_id": standing.member_id})
    services.limiter.spend(_LIMIT, owner, now=now)
    member = Member(
        **request.model_dump(exclude={"to"}),
        member_id=new_member_id(),
        owner=owner,
        album=album,
        album_created_at=shown.created_at,
        invited=request.to,
        digest=digest_of(request.to, secret=services.secret()),
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    services.members.invite(member)
    return member


def get_member(owner: str, album: str, member_id: str, *, members: MemberStore) -> Member:
    """Raises NotFound."""
    member = members.find(owner, album, member_id)
    if member is None:
        raise NotFound(f"no member {member_id}")
    return member


def list_members(owner: str, album: str, *, services: MemberServices, now: datetime) -> list[Member]:
    """The latest invitation first. Raises NotFound."""
    get_album(owner, album, albums=services.albums, now=now)
    return services.members.of_album(owner, album)


def change_member(
    owner: str,
    album: str,
    member_id: str,
    request: ChangeMember,
    *,
    members: MemberStore,
    expected_version: int | None = None,
    now: datetime,
) -> Member:
    """Raises NotFound, PreconditionFailed, ChangedMeanwhile."""

    def write(member: Member) -> Member:
        change = request.model_dump(exclude_none=True) | {"updated_at": now, "version": member.version + 1}
        changed = member.model_copy(update=change)
        members.change(member, changed)
        return changed

    return change_current(
        lambda: get_member(owner, album, member_id, members=members),
        write,
        expected_version=expected_version,
        name="the member",
    )


def remove_member(owner: str, album: str, member_id: str, *, members: MemberStore) -> None:
    """Who was invited sees nothing of the album from now on. Raises NotFound, ChangedMeanwhile."""
    change_current(
        lambda: get_member(owner, album, member_id, members=members),
        lambda member: members.remove(member, also=[]),
        expected_version=None,
        name="the member",
    )


def forget_members_of(owner: str, album: str, *, members: MemberStore) -> None:
    """For an album that is deleted. Can be repeated."""
    for member in members.of_album(owner, album):
        _forget(member, members)


def forget_memberships(owner: str, *, members: MemberStore) -> None:
    """For an account that is removed: nobody sees its albums, and nobody's list names it. Can be repeated."""
    while found := members.page_of_owner(owner):
        for member in found:
            _forget(member, members)
    for grant in members.grants(owner):
        standing = members.find(grant.owner, grant.album, grant.member_id)
        if standing:
            _forget(standing, members)
        members.forget_grant(grant)


def member_resource(member: Member, *, now: datetime) -> MemberResource:
    shown = member.model_dump(include=set(MemberResource.model_fields) - {"state"})
    return MemberResource(**shown, id=member.member_id, state=member.state_at(now))


def _forget(member: Member, members: MemberStore) -> None:
    """What the person does at the same moment changes nothing about it."""
    change_current(
        lambda: members.find(member.owner, member.album, member.member_id),
        lambda current: members.remove(current, also=[]) if current else None,
        expected_version=None,
        name="the member",
    )


def is_open(member: Member, *, now: datetime) -> bool:
    return member.state_at(now) is MemberState.INVITED
