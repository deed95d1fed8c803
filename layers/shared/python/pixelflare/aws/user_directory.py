"""The users of a Cognito user pool, listed for an operator."""

from typing import Any, NamedTuple

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import InvalidRequest

MOST_LISTED = 60
"""In one answer of Cognito's."""


class PoolUser(NamedTuple):
    subject: str
    username: str
    email: str | None


class PoolPage(NamedTuple):
    users: list[PoolUser]
    following: str | None
    """Where the next page begins, as Cognito says it."""


class UserDirectory:
    def __init__(self, pool_id: str) -> None:
        self._pool_id = pool_id

    def page(self, *, limit: int, email: str | None = None, after: str | None = None) -> PoolPage:
        """Those whose address begins with `email`, by the pool's own index, or all. Raises Unavailable, and InvalidRequest for a
        place that the pool does not know any more.

        https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api
        """
        asked: dict[str, Any] = {"UserPoolId": self._pool_id, "Limit": limit, "AttributesToGet": ["sub", "email"]}
        if email:
            escaped = email.replace("\\", "\\\\").replace('"', '\\"')
            asked["Filter"] = f'email ^= "{escaped}"'
        if after:
            asked["PaginationToken"] = after
        pool = client("cognito-idp")
        with outages_are_unavailable("the user pool"):
            try:
                answer = pool.list_users(**asked)
            except pool.exceptions.InvalidParameterException as unknown:
                raise InvalidRequest("the list of owners has no such page any more") from unknown
        return PoolPage([_user(each) for each in answer["Users"]], answer.get("PaginationToken"))


def _user(found: dict[str, Any]) -> PoolUser:
    told = {each["Name"]: each["Value"] for each in found["Attributes"]}
    return PoolUser(told["sub"], found["Username"], told.get("email"))
