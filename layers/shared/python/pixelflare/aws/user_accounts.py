"""The users of a Cognito user pool, for who removes one."""

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
