"""The account that a login made for itself before it was linked to another one: whether it holds anything, and its end."""

from typing import Any, NamedTuple

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from schema.identity.users import User
from schema.keys.core import QUOTA, USAGE, USER, identity_key, owner_partition, user_key
from schema.keys.notices import notices_key

_LOOKED_AT = 100
_NOTHING = (USER, "#NOTICES", "#EVENTS", USAGE, QUOTA, "MS#", "TC#")
"""How rows begin that everybody has, and counts of what has gone."""


class OwnAccount(NamedTuple):
    owner: str
    login: str
    """As its HMAC."""

    def holds_anything(self, user: User | None, *, table: Table) -> bool:
        """Also where an operator or the owner has decided something about the account."""
        if user and (user.handle or user.suspended or user.removing_since):
            return True
        of_owner = Condition("#pk = :pk", {":pk": owner_partition(self.owner)})
        page = table.query(of_owner, limit=_LOOKED_AT, consistent=True)
        return page.last_key is not None or any(not str(item["sk"]).startswith(_NOTHING) for item in page.items)

    def ending_in(self, table: Table) -> list[dict[str, Any]]:
        """The writes that end it. Its counts stay: they name nobody, and are true of an account that is made again."""
        as_empty = Condition(
            "attribute_not_exists(#handle) AND attribute_not_exists(#suspended) AND attribute_not_exists(#removing_since)"
        )
        of_owner = Condition("attribute_not_exists(#pk) OR #owner = :owner", {":owner": self.owner})
        return [
            table.deleting(user_key(self.owner), only_if=as_empty),
            table.deleting(identity_key(self.login), only_if=of_owner),
            table.deleting(notices_key(self.owner)),
        ]
