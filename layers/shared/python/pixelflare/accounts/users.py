"""Reads and changes a user's own profile and settings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from pixelflare.accounts.store import UserStore
from pixelflare.base.errors import ChangedMeanwhile, NotFound, PreconditionFailed
from pixelflare.base.optimistic import change_current
from schema.identity.users import ChangeUser, Settings, SettingsResource, User, UserResource
from schema.keys.cache_tags import handle_tag, profile_tag

_SHOWN_TO_OTHERS: dict[str, Any] = {"public_profile": False, "profile_albums": []}
"""What null makes of them."""


class Purger(Protocol):
    """The edge's cache, for purges after a change of the handle."""

    def purge(self, *, tags: Sequence[str]) -> None: ...


def get_user(owner: str, *, users: UserStore) -> User:
    """Raises NotFound."""
    user = users.find(owner)
    if user is None:
        raise NotFound("this user does not exist")
    return user


def change_user(
    owner: str,
    request: ChangeUser,
    *,
    users: UserStore,
    edge: Purger,
    expected_version: int | None = None,
    now: datetime,
) -> User:
    """The changed user. Purges what is cached of the old and the new handle, and the pages of the profile.

    Raises NotFound, HandleTaken, PreconditionFailed, or ChangedMeanwhile if others keep changing the same profile.
    """
    change = request.model_dump(mode="json", exclude_unset=True)
    change |= {name: given for name, given in _SHOWN_TO_OTHERS.items() if name in change and change[name] is None}
    user = _change(owner, change, users=users, expected_version=expected_version, now=now)
    # Also if nothing has changed, because the first attempt may have stopped before this point.
    tags = [handle_tag(handle) for handle in (user.handle, user.released_handle) if handle]
    if "handle" in change and tags:
        edge.purge(tags=[*tags, profile_tag(owner)] if changes_profile(request) else tags)
    elif changes_profile(request):
        edge.purge(tags=[profile_tag(owner)])
    return user


def changes_profile(request: ChangeUser) -> bool:
    """Whether it is decided anew who sees the profile, and what of the library is in it."""
    return bool(request.model_fields_set & _SHOWN_TO_OTHERS.keys())


def _change(
    owner: str, change: dict[str, Any], *, users: UserStore, expected_version: int | None, now: datetime
) -> User:
    def write(user: User) -> User:
        stated = user.model_dump(mode="json", include=set(change))
        if stated == change:
            return user
        return users.change(user, change, now=now)  # without If-Match, the last change of a field wins

    return change_current(
        lambda: get_user(owner, users=users), write, expected_version=expected_version, name="the profile"
    )


def put_settings(
    owner: str, settings: Settings, *, users: UserStore, expected_version: int | None = None, now: datetime
) -> User:
    """Raises NotFound, PreconditionFailed."""
    try:
        return users.put_settings(owner, settings, expected_version=expected_version, now=now)
    except ChangedMeanwhile as changed:
        raise PreconditionFailed("the settings are at another version") from changed


def user_resource(user: User) -> UserResource:
    shown = user.model_dump(include=set(UserResource.model_fields))
    return UserResource.model_validate(shown | {"deletes_at": user.deletion.deletes_at if user.deletion else None})


def settings_resource(user: User) -> SettingsResource:
    return SettingsResource(
        **user.settings.model_dump(), version=user.settings_version, updated_at=user.settings_updated_at
    )
