"""Albums of others: each is looked up under the key of who asks, so nobody can name what is not theirs to see."""

from datetime import datetime
from typing import NamedTuple

from pixelflare.accounts import UserStore
from pixelflare.base.errors import Forbidden, NotFound
from pixelflare.base.optimistic import change_current
from pixelflare.base.parallel import in_parallel
from pixelflare.members.invitations import named
from pixelflare.members.members import MemberServices
from schema.library.albums import Album
from schema.library.members import Grant
from schema.library.shared import SharedAlbum


class Visit(NamedTuple):
    """An album of another owner, and what the person may do there."""

    grant: Grant
    album: Album


def visit(person: str, shared_id: str, *, services: MemberServices) -> Visit:
    """By consistent reads, so it is over as soon as the owner has taken it back. Raises NotFound."""
    grant = services.members.grant(person, shared_id)
    album = services.albums.find(grant.owner, grant.album) if grant else None
    if grant is None or album is None or album.created_at != grant.album_created_at:
        raise NotFound(f"no shared album {shared_id}")
    return Visit(grant, album)


def visit_to_add(person: str, shared_id: str, *, services: MemberServices) -> Visit:
    """Raises NotFound, and Forbidden for who only looks."""
    found = visit(person, shared_id, services=services)
    if not found.grant.may_add:
        raise Forbidden("you may look at this album, and add nothing to it")
    return found


def list_shared(person: str, *, services: MemberServices, users: UserStore) -> list[SharedAlbum]:
    """The latest invitation first."""

    def shown(grant: Grant) -> SharedAlbum | None:
        album = services.albums.find(grant.owner, grant.album)
        is_there = album is not None and album.created_at == grant.album_created_at
        return shared_album(Visit(grant, album), users=users) if album and is_there else None

    return [album for album in in_parallel(shown, services.members.grants(person)) if album]


def leave(person: str, shared_id: str, *, services: MemberServices, now: datetime) -> None:
    """Takes the album from the person's list, and the person from the album's. Raises NotFound, ChangedMeanwhile."""
    grant = services.members.grant(person, shared_id)
    if grant is None:
        raise NotFound(f"no shared album {shared_id}")
    members = services.members
    change_current(
        lambda: members.find(grant.owner, grant.album, shared_id),
        lambda member: (
            members.remove(member, also=[services.noting("leave", member, now=now)])
            if member
            else members.forget_grant(grant)
        ),
        expected_version=None,
        name="the shared album",
    )


def shared_album(found: Visit, *, users: UserStore) -> SharedAlbum:
    grant, album = found
    return SharedAlbum(
        **grant.model_dump(include={"role", "download", "show_metadata", "since"}),
        id=grant.member_id,
        title=album.title,
        description=album.description,
        by=named(users.find(grant.owner)),
    )
