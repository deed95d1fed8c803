"""Users: profile and settings."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from schema.addresses.names import DEFAULT_ALBUM
from schema.base import Record, Request
from schema.identity.handles import Handle
from schema.identity.saved_presets import SavedPresets, canonical_presets
from schema.library.images import Visibility
from schema.limits import (
    MAX_BIO_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_HOSTNAME_INPUT,
    MAX_PROFILE_ALBUMS,
    MAX_URL_LENGTH,
)
from schema.types import Slug, lines, one_line

GITHUB_PATTERN = r"^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$"
"""GitHub's own rule for user names."""
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"
"""The subset of BCP 47 for translated interfaces: language, script, region (RFC 5646 §2.1)."""


class PlanTier(StrEnum):
    FREE = "free"
    STARTER = "starter"
    PRO = "pro"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def _web_address(text: str) -> str:
    """A link that a page may safely show: it runs no script, hides no credentials, and stays inside an attribute."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or parts.port == 0:
        raise ValueError("this is not a web address")
    if not re.fullmatch(r"[!#-&(-;=?-Z\[\]_a-z~]+", text):
        raise ValueError("an address must be ASCII without spaces and quotes; encode other characters")
    return text


def _secure_address(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError("only an https:// address is accepted")
    return _web_address(text)


def _language(text: str) -> str:
    """In the conventional case: `pt-br` is pt-BR, `zh-hans` is zh-Hans (RFC 5646 §2.1.1)."""
    first, *rest = text.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH),
    AfterValidator(one_line),
]
Bio = Annotated[str, StringConstraints(max_length=MAX_BIO_LENGTH), AfterValidator(lines)]
_Url = Annotated[str, Field(max_length=MAX_URL_LENGTH, json_schema_extra={"format": "uri"})]
WebAddress = Annotated[_Url, AfterValidator(_web_address)]
SecureAddress = Annotated[_Url, AfterValidator(_secure_address)]
GithubName = Annotated[str, StringConstraints(pattern=GITHUB_PATTERN)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN), AfterValidator(_language)]


def _each_once(slugs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slugs))


HostName = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=MAX_HOSTNAME_INPUT)
]
ProfileAlbums = Annotated[tuple[Slug, ...], Field(max_length=MAX_PROFILE_ALBUMS), AfterValidator(_each_once)]


class Settings(Record):
    """An owner's preferences."""

    default_album: Slug = DEFAULT_ALBUM
    """The album of uploads that name none."""
    default_visibility: Visibility = Visibility.PUBLIC
    strip_metadata: bool = False
    """Whether uploads lose all metadata except orientation and colour profile, by default."""
    theme: Theme = Theme.SYSTEM
    language: Language | None = None
    """A language tag like `pt-BR`. null: the browser's language."""
    blur_nsfw: bool = True
    saved_presets: SavedPresets = ()
    """Options of addresses by names, for use again."""
    embed_domain: HostName | None = None
    """The verified custom domain that embed code is written with. null: the installation's own host. So it is, too, when the
    domain is no longer verified."""


class PutSettings(Settings):
    """All settings at once. A missing one gets its default."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    saved_presets: Annotated[SavedPresets, AfterValidator(canonical_presets)] = ()


class SettingsResource(Settings):
    """The settings, with the version for If-Match."""

    version: int
    updated_at: datetime


class Suspension(Record):
    """The owner may read and change nothing."""

    since: datetime
    reason: str | None = None


class Deletion(Record):
    """The owner's wish that the account and all it has go."""

    requested_at: datetime
    deletes_at: datetime
    """Until then the owner can take it back."""
    username: str
    """Who goes from the user pool with it."""


class User(Record):
    """A user as stored, in one row with the settings and the ids of the live API keys."""

    owner: str
    plan_tier: PlanTier = PlanTier.FREE
    handle: str | None = None
    released_handle: str | None = None
    """The previous handle. Its redirects may need another purge if the caller got no answer."""
    display_name: str | None = None
    profile_picture: str | None = None
    bio: str | None = None
    website: str | None = None
    github: str | None = None
    public_profile: bool = False
    profile_albums: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime
    version: int = 1
    """Counts changes of the profile."""
    settings: Settings = Settings()
    settings_version: int = 1
    settings_updated_at: datetime
    suspended: Suspension | None = None
    deletion: Deletion | None = None
    removing_since: datetime | None = None
    """When the removal began, which nobody can take back."""
    emptied_since: datetime | None = None
    """When all was removed but for what may still come late."""


class UserResource(Record):
    """The caller's own profile."""

    owner: str
    """The first part of all of the caller's CDN paths."""
    handle: str | None
    """Can replace the owner in CDN paths."""
    plan_tier: PlanTier
    display_name: str | None
    profile_picture: str | None
    bio: str | None
    website: str | None
    github: str | None
    public_profile: bool
    """Whether `/u/{handle}` shows the profile to everybody."""
    profile_albums: tuple[str, ...]
    """Whose public pictures are shown there, in this order."""
    created_at: datetime
    updated_at: datetime
    version: int
    deletes_at: datetime | None = None
    """When the account and all it has are removed. null: never, nobody has asked for it."""


class ChangeUser(Request):
    """Changes only the given fields. null clears a field."""

    handle: Handle | None = None
    display_name: DisplayName | None = None
    profile_picture: SecureAddress | None = None
    bio: Bio | None = None
    website: WebAddress | None = None
    github: GithubName | None = None
    public_profile: bool | None = None
    """Whether `/u/{handle}` shows the profile to everybody. Off at first."""
    profile_albums: ProfileAlbums | None = None
    """Slugs of the albums whose public pictures are shown there, in this order."""
