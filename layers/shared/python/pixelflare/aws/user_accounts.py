"""The users of a Cognito user pool: their proven addresses, and their removal."""

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable


class UserAccounts:
    def __init__(self, pool_id: str) -> None:
        self._pool_id = pool_id

    def delete(self, username: str) -> None:
        """Nobody signs in by that name any more. Does nothing if there is none. Raises Unavailable.

        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html
        """
        pool = client("cognito-idp")
        with outages_are_unavailable("the user pool"):
            try:
                pool.admin_delete_user(UserPoolId=self._pool_id, Username=username)
            except pool.exceptions.UserNotFoundException:
                return

    def email_of(self, username: str) -> str | None:
        """The user's address, if it is proven. None, too, if there is no such user. Raises Unavailable."""
        told = self.attributes_of(username) or {}
        return told.get("email") if told.get("email_verified") == "true" else None

    def attributes_of(self, username: str) -> dict[str, str] | None:
        """What the pool knows of the user, `sub` among it. None if there is no such user. Raises Unavailable.

        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
        """
        pool = client("cognito-idp")
        with outages_are_unavailable("the user pool"):
            try:
                found = pool.admin_get_user(UserPoolId=self._pool_id, Username=username)
            except pool.exceptions.UserNotFoundException:
                return None
        return {each["Name"]: each["Value"] for each in found["UserAttributes"]}
