"""Where nothing is, and for how long that is certain."""

from pixelflare.accounts import HandleStore, UserStore
from pixelflare.base.errors import NotFound
from pixelflare.delivery.paths import CdnRequest, PrivatePath
from schema.addresses.image_path import ImagePath
from schema.identity.handles import is_handle, is_owner
from schema.keys.cache_tags import CACHE_TAG_HEADER, absence_tag, handle_tag


class NeverThere(NotFound):
    """Nothing is there, and an upload alone does not change that: no such owner, no such id, or no address of an image.

    The edge keeps this for a minute, so a flood of the same address meets a function once. `tags` name what takes it back
    earlier.
    """

    def __init__(self, message: str, *, tags: str = "") -> None:
        super().__init__(message)
        self._tags = tags

    @property
    def headers(self) -> dict[str, str]:
        return {CACHE_TAG_HEADER: self._tags} if self._tags else {}


class NotNow(NotFound):
    """Nothing is at this path or id now, and an upload, a move or a restore can change that. Whoever does so purges this by
    its tag."""

    def __init__(self, what: ImagePath | PrivatePath) -> None:
        super().__init__("there is no such image")
        self._tag = absence_tag(what.path if isinstance(what, ImagePath) else f"/i/{what.image_id}")

    @property
    def headers(self) -> dict[str, str]:
        return {CACHE_TAG_HEADER: self._tag}


def meant_by_handle(asked: CdnRequest, *, handles: HandleStore, users: UserStore) -> tuple[str, ImagePath]:
    """The handle that a path without an image begins with, and the path with its owner. Raises NotFound, NeverThere.

    Whether an owner exists is read only here, where there is nothing to show, and once a minute for an address.
    """
    absent = "there is no such image"
    if isinstance(asked.what, PrivatePath):
        raise NotNow(asked.what)
    name = asked.what.owner
    if is_handle(name):
        if owner := handles.owner_of(name):
            return name, asked.what._replace(owner=owner)
        raise NeverThere(absent, tags=handle_tag(name))  # whoever takes the handle purges this
    if is_owner(name) and users.find(name):
        raise NotNow(asked.what)
    raise NeverThere(absent)
