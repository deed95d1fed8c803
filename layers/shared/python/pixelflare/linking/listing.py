"""What signs an account in."""

from pixelflare.accounts import get_user
from pixelflare.api_keys import Caller
from pixelflare.linking.services import LinkServices, username_of_caller
from schema.identity.github import github_id_of
from schema.identity.identities import FIRST, IdentityProvider, IdentityResource, LinkedGitHub


def list_identities(caller: Caller, *, services: LinkServices) -> list[IdentityResource]:
    """The one that the account was made with, and a linked one. Raises Forbidden, NotFound, Unavailable."""
    username = username_of_caller(caller)
    linked = services.links.find(caller.owner)
    first = _first(caller, linked.first_username if linked else username, services=services)
    return [first, _linked(linked, caller)] if linked else [first]


def _first(caller: Caller, username: str, *, services: LinkServices) -> IdentityResource:
    told = services.pool.attributes_of(username) or {}
    return IdentityResource(
        id=FIRST,
        provider=IdentityProvider.GITHUB if github_id_of(username) else IdentityProvider.PASSWORD,
        login=told.get("preferred_username") if github_id_of(username) else None,
        email=told.get("email"),
        since=get_user(caller.owner, users=services.users).created_at,
        is_first=True,
        is_current=not caller.is_linked,
    )


def _linked(linked: LinkedGitHub, caller: Caller) -> IdentityResource:
    return IdentityResource(
        id=f"github-{linked.github_id}",
        provider=IdentityProvider.GITHUB,
        login=linked.login,
        email=None,
        since=linked.linked_at,
        is_first=False,
        is_current=caller.is_linked,
    )
