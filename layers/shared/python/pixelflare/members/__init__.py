"""Members of albums: users of the installation whom an owner shows an album to, by an invitation."""

from pixelflare.members.invitations import accept, addresses_of, decline, list_invitations
from pixelflare.members.members import (
    MemberServices,
    change_member,
    forget_members_of,
    forget_memberships,
    get_member,
    invite,
    list_members,
    member_resource,
    remove_member,
)
from pixelflare.members.shared import Visit, leave, list_shared, shared_album, visit, visit_to_add
from pixelflare.members.store import MemberStore

__all__ = [
    "MemberServices",
    "MemberStore",
    "Visit",
    "accept",
    "addresses_of",
    "change_member",
    "decline",
    "forget_members_of",
    "forget_memberships",
    "get_member",
    "invite",
    "leave",
    "list_invitations",
    "list_members",
    "list_shared",
    "member_resource",
    "remove_member",
    "shared_album",
    "visit",
    "visit_to_add",
]
