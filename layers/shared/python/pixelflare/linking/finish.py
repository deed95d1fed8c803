"""The end of linking: whoever has begun it confirms it. And the removal of a linked login."""

from datetime import datetime

from pixelflare.accounts import OwnAccount, in_use, not_linked
from pixelflare.api_keys import Caller
from pixelflare.base.errors import Gone, IdentityNeeded
from pixelflare.linking.services import LinkServices, check_may_link, username_of_caller
from schema.identity.github import ProvenLink, github_id_of, username_of
from schema.identity.identities import FIRST, LinkedGitHub


def finish_linking(caller: Caller, code: str, *, services: LinkServices, now: datetime) -> ProvenLink:
    """The login that signs in as the caller's owner from now on. A login that does so already is the same again.

    Raises Forbidden; Gone for a code that has been used, is too old, or was meant for another owner; IdentityTaken, IdentityInUse,
    and LimitReached while another one is linked.
    """
    first_username = check_may_link(caller)
    proven = services.tickets.take_proven_link(code, owner=caller.owner, now=now)
    if proven is None:
        raise Gone("this was begun by somebody else, took too long, or has been used; begin again")
    if github_id_of(first_username) == proven.github_id:
        return proven  # the account was made with it
    standing = services.links.find(caller.owner)
    if standing and standing.github_id == proven.github_id:
        services.links.rename(caller.owner, proven.github_id, login=proven.login)
        return proven
    _link(caller.owner, proven, first_username, services=services, now=now)
    return proven


def remove_identity(caller: Caller, identity_id: str, *, services: LinkServices) -> LinkedGitHub:
    """What no longer signs in as the caller's owner. Raises Forbidden, NotFound, IdentityNeeded."""
    username_of_caller(caller)
    if identity_id == FIRST:
        raise IdentityNeeded("the account was made with this sign-in, and keeps it, so that there is always a way in")
    linked = services.links.find(caller.owner)
    if linked is None or identity_id != f"github-{linked.github_id}":
        raise not_linked()
    services.links.unlink(caller.owner, linked)
    return linked


def _link(owner: str, proven: ProvenLink, first_username: str, *, services: LinkServices, now: datetime) -> None:
    linked = LinkedGitHub(
        github_id=proven.github_id,
        login=proven.login,
        linked_at=now,
        claim=services.logins.github_login(proven.github_id),
        first_username=first_username,
    )
    ending = _own_account(proven.github_id, services)
    if ending and ending.holds_anything(services.users.find(ending.owner), table=services.core):
        raise in_use()
    services.links.link(owner, linked, ending=ending)


def _own_account(github_id: str, services: LinkServices) -> OwnAccount | None:
    """What the login has made for itself, if it has signed in before it was linked."""
    told = services.pool.attributes_of(username_of(github_id))
    return services.logins.own_account(services.pool_issuer, told["sub"]) if told else None
