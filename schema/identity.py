"""Users, what they may choose about themselves, and their API keys."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from schema.handles import Handle
from schema.images import Slug, Visibility
from schema.limits import (
    MAX_BIO_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_KEY_NAME_LENGTH,
    MAX_KEY_NETWORKS,
    MAX_URL_LENGTH,
)
from schema.names import DEFAULT_ALBUM
from schema.networks import Network
from schema.text import lines, one_line

API_KEY_ID_PATTERN = r"^key_[0-9A-Za-z]{12}$"
GITHUB_PATTERN = r"^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$"
"""GitHub's own rule for user names."""
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"
"""BCP 47 as far as interfaces are translated: language, script, region (RFC 5646 §2.1)."""


class Scope(StrEnum):
    """What a caller may do with the owner's things; each covers those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, other: "Scope") -> bool:
        return _STRENGTH[self] >= _STRENGTH[other]

    @property
    def covered(self) -> list["Scope"]:
        """The weakest first."""
        return [scope for scope in Scope if self.covers(scope)]


_STRENGTH = {scope: strength for strength, scope in enumerate(Scope)}


class PlanTier(StrEnum):
    FREE = "free"
    STARTER = "starter"
    PRO = "pro"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def _web_address(text: str) -> str:
    """A link that a page may carry: it can not run anything, hide credentials, or break out of an attribute."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or parts.port == 0:
        raise ValueError("this is not an address of the web")
    if not re.fullmatch(r"[!#-&(-;=?-Z\[\]_a-z~]+", text):
        raise ValueError("an address holds ASCII without spaces and quotes; encode the rest")
    return text


def _secure_address(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError("only an https:// address will do")
    return _web_address(text)


def _language(text: str) -> str:
    """In the customary case: `pt-br` is pt-BR, `zh-hans` is zh-Hans (RFC 5646 §2.1.1)."""
    first, *rest = text.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def _in_utc(moment: datetime) -> datetime:
    try:
        whole = moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("this time is out of range") from beyond
    return whole.replace(microsecond=whole.microsecond // 1000 * 1000)


ApiKeyId = Annotated[str, StringConstraints(pattern=API_KEY_ID_PATTERN)]
DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH),
    AfterValidator(one_line),
]
KeyName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_KEY_NAME_LENGTH),
    AfterValidator(one_line),
]
Bio = Annotated[str, StringConstraints(max_length=MAX_BIO_LENGTH), AfterValidator(lines)]
_Url = Annotated[str, Field(max_length=MAX_URL_LENGTH, json_schema_extra={"format": "uri"})]
WebAddress = Annotated[_Url, AfterValidator(_web_address)]
SecureAddress = Annotated[_Url, AfterValidator(_secure_address)]
GithubName = Annotated[str, StringConstraints(pattern=GITHUB_PATTERN)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN), AfterValidator(_language)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Request(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Settings(BaseModel):
    """What an owner prefers."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    default_album: Slug = DEFAULT_ALBUM
    """Where uploads go that name no album."""
    default_visibility: Visibility = Visibility.PUBLIC
    strip_metadata: bool = False
    """Whether uploads that do not say lose all metadata but orientation and colour profile."""
    theme: Theme = Theme.SYSTEM
    language: Language | None = None
    """A language tag like `pt-BR`; null: the browser's."""
    blur_nsfw: bool = True


class PutSettings(Settings):
    """All settings at once: what is left out is the default again."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class SettingsResource(Settings):
    """The settings with the version that If-Match names."""

    version: int
    updated_at: datetime


class User(BaseModel):
    """A user as stored, in one row with the settings and the ids of the live API keys."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    owner: str
    plan_tier: PlanTier = PlanTier.FREE
    handle: str | None = None
    released_handle: str | None = None
    """The one before, whose redirects may have to be purged once more when the caller did not get an answer."""
    display_name: str | None = None
    profile_picture: str | None = None
    bio: str | None = None
    website: str | None = None
    github: str | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1
    """Counts changes of the profile."""
    settings: Settings = Settings()
    settings_version: int = 1
    settings_updated_at: datetime


class UserResource(BaseModel):
    """The caller's own profile."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    owner: str
    """The first part of all of the caller's CDN paths."""
    handle: str | None
    """May stand in the owner's place in CDN paths."""
    plan_tier: PlanTier
    display_name: str | None
    profile_picture: str | None
    bio: str | None
    website: str | None
    github: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class ChangeUser(_Request):
    """Only what is given changes; null clears it."""

    handle: Handle | None = None
    display_name: DisplayName | None = None
    profile_picture: SecureAddress | None = None
    bio: Bio | None = None
    website: WebAddress | None = None
    github: GithubName | None = None


class ApiKey(BaseModel):
    """An API key as stored: never the key itself."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    key_id: str
    owner: str
    name: str
    scope: Scope
    allowed_ips: tuple[str, ...] = ()
    expires_at: datetime | None = None
    created_at: datetime
    created_by: str
    """`user`, or the id of the key that was used."""
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    digest: str = Field(repr=False)
    version: int = 1

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class CreateApiKey(_Request):
    name: KeyName
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    """The strongest counts: admin covers write, write covers read."""
    allowed_ips: Annotated[tuple[Network, ...], Field(max_length=MAX_KEY_NETWORKS)] = ()
    """Networks the key may be used from, like `192.0.2.0/24`; none: from anywhere."""
    expires_at: Moment | None = None
    """With its offset from UTC; null: never."""

    @property
    def scope(self) -> Scope:
        return max(self.scopes, key=_STRENGTH.__getitem__)


class ApiKeyResource(BaseModel):
    """An API key as its owner sees it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    key_id: str
    name: str
    scopes: list[Scope]
    allowed_ips: list[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """To the hour: the first use after an hour without any is noted."""
    created_at: datetime
    created_by: str
    version: int


class NewApiKey(ApiKeyResource):
    """A new API key. `key` is shown this once; only a digest of it is kept."""

    key: str
