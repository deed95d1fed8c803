"""What an invited person sees of invitations, and answers to them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from pixelflare.accounts import UserStore
from pixelflare.base.errors import Conflict, NotFound
from pixelflare.members.addressee import digest_of
from pixelflare.members.members import MemberServices, is_open
from schema.identity.users import User
from schema.library.members import Grant, Invitation, Member, MemberState


class Pool(Protocol):
    """pixelflare.aws.user_accounts.UserAccounts"""

    def email_of(self, username: str) -> str | None: ...


def addresses_of(owner: str, *, username: str | None, users: UserStore, pool: Callable[[], Pool]) -> list[str]:
    """What the person can be invited as: the handle, and the e-mail address if it is proven.

    An API key has the handle only, as it does not tell who has signed in.
    """
    user = users.find(owner)
    email = pool().email_of(username) if username else None
    return [each for each in (user.handle if user else None, email.lower() if email else None) if each]


def list_invitations(
    person: str, addresses: Sequence[str], *, services: MemberServices, users: UserStore, now: datetime
) -> list[Invitation]:
    """Those that can be accepted, the latest first."""
    found = [
        member
        for address in addresses
        for member in services.members.invited_as(digest_of(address, secret=services.secret()))
        if is_open(member, now=now) and member.owner != person
    ]
    shown = [_shown(member, services, users) for member in sorted(found, key=lambda each: each.member_id, reverse=True)]
    return [each for each in shown if each]


def accept(person: str, addresses: Sequence[str], member_id: str, *, services: MemberServices, now: datetime) -> Grant:
    """A repetition changes nothing. Raises NotFound (none of yours, or over), Conflict (you see the album already by
    another invitation), LimitReached, ChangedMeanwhile."""
    if accepted := services.members.grant(person, member_id):
        return accepted
    member = _find(person, addresses, member_id, services, now=now)
    for standing in services.members.grants(person):
        if (standing.owner, standing.album) == (member.owner, member.album):
            raise Conflict("you see this album already", details={"shared_id": standing.member_id})
    grant = Grant(
        **member.model_dump(include=set(Grant.model_fields) - {"member"}),
        member=person,
        since=now,
    )
    services.members.accept(member, grant, also=[services.noting("accept_invitation", member, now=now)])
    return grant


def decline(person: str, addresses: Sequence[str], member_id: str, *, services: MemberServices, now: datetime) -> None:
    """Raises NotFound, ChangedMeanwhile."""
    member = _find(person, addresses, member_id, services, now=now)
    change = {"state": MemberState.DECLINED, "updated_at": now, "version": member.version + 1}
    declined = member.model_copy(update=change)
    services.members.decline(member, declined, also=[services.noting("decline_invitation", member, now=now)])


def named(user: User | None) -> str | None:
    """How others are told who somebody is."""
    return (user.display_name or user.handle) if user else None


def _find(person: str, addresses: Sequence[str], member_id: str, services: MemberServices, *, now: datetime) -> Member:
    for address in addresses:
        member = services.members.invitation(digest_of(address, secret=services.secret()), member_id)
        if member and is_open(member, now=now) and member.owner != person:
            return member
    raise NotFound(f"no invitation {member_id}")


def _shown(member: Member, services: MemberServices, users: UserStore) -> Invitation | None:
    """None when the album has gone meanwhile."""
    album = services.albums.find(member.owner, member.album)
    if album is None or album.created_at != member.album_created_at:
        return None
    stated = member.model_dump(include=set(Invitation.model_fields))
    return Invitation(**stated, id=member.member_id, title=album.title, by=named(users.find(member.owner)))
