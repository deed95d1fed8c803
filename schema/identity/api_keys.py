"""API keys: the record, the requests and the API's answers."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.base import Record, Request
from schema.identity.networks import Network
from schema.identity.scopes import Scope
from schema.limits import MAX_KEY_NAME_LENGTH, MAX_KEY_NETWORKS
from schema.types import Moment, one_line

API_KEY_ID_PATTERN = r"^key_[0-9A-Za-z]{12}$"


ApiKeyId = Annotated[str, StringConstraints(pattern=API_KEY_ID_PATTERN)]
KeyName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_KEY_NAME_LENGTH),
    AfterValidator(one_line),
]


class ApiKey(Record):
    """An API key as stored, without the key itself."""

    key_id: str
    owner: str
    name: str
    scope: Scope
    allowed_ips: tuple[str, ...] = ()
    expires_at: datetime | None = None
    created_at: datetime
    created_by: str
    """`user`, or the id of the creating key."""
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    digest: str = Field(repr=False)
    version: int = 1

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class CreateApiKey(Request):
    name: KeyName
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    """The strongest counts: admin includes write, write includes read."""
    allowed_ips: Annotated[tuple[Network, ...], Field(max_length=MAX_KEY_NETWORKS)] = ()
    """Networks where the key may be used, like `192.0.2.0/24`. Empty: everywhere."""
    expires_at: Moment | None = None
    """With its offset from UTC. null: never."""

    @property
    def scope(self) -> Scope:
        return max(self.scopes, key=lambda scope: len(scope.covered))


class ApiKeyResource(Record):
    """An API key as its owner sees it."""

    key_id: str
    name: str
    scopes: list[Scope]
    allowed_ips: list[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """Updated at most once an hour."""
    created_at: datetime
    created_by: str
    version: int


class NewApiKey(ApiKeyResource):
    """A new API key. `key` is shown only this once, and only a digest of it is stored."""

    key: str
