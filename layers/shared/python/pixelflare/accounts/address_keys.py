"""The keys that sign owners' addresses, which allow others to request new variants.

A key follows from the installation's secret, the owner, and a number on the user's row, so none is stored. The previous
number stays valid. Rotating once keeps addresses in use; rotating twice ends them.
"""

import hashlib
import hmac
from collections.abc import Callable

from pixelflare.accounts.users import Purger
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import NotFound
from schema.identity.vendor_keys import SigningVendor
from schema.keys.cache_tags import vendor_key_tag
from schema.keys.core import user_key


class AddressKeys:
    """`secret` returns the installation's secret. It is called only if a key is needed."""

    def __init__(self, users: Table, *, secret: Callable[[], bytes]) -> None:
        self._users = users
        self._secret = secret

    def valid_for(self, owner: str) -> tuple[bytes, ...]:
        """The keys with valid signatures; the first one signs."""
        user = self._users.get(user_key(owner), consistent=True) or {}
        number = int(user.get("address_key", 0))
        return tuple(self._key(owner, each) for each in (number, number - 1) if each >= 0)

    def rotate(self, owner: str) -> int:
        """The number of the owner's new key. Raises NotFound."""
        try:
            user = self._users.update(
                user_key(owner), add={"address_key": 1}, only_if=Condition("attribute_exists(#pk)")
            )
        except ConditionFailed as failed:
            raise NotFound("this user does not exist") from failed
        return int(user["address_key"])

    def _key(self, owner: str, number: int) -> bytes:
        return hmac.digest(self._secret(), f"addresses\n{owner}\n{number}".encode(), hashlib.sha256)


def rotate_address_key(owner: str, *, keys: AddressKeys, edge: Purger) -> int:
    """The number of the owner's new key. Raises NotFound.

    Redirects from other vendors' addresses carry signatures by the key that was valid then, so the edge forgets them.
    """
    number = keys.rotate(owner)
    edge.purge(tags=[vendor_key_tag(owner, vendor) for vendor in SigningVendor])
    return number
