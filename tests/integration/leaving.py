"""Owners who have their account deleted."""

import json
from typing import Any
from uuid import uuid4

from schema.keys.exports import exports_prefix
from schema.limits import ACCOUNT_DELETION_DAYS
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User

THE_DAY = (ACCOUNT_DELETION_DAYS + 1) * DAYS
SETTLED = 4 * DAYS


def in_the_pool(cloud: Cloud) -> User:
    """Somebody who is in the user pool, too."""
    email = f"{uuid4().hex}@example.org"
    cloud.client("cognito-idp").admin_create_user(
        UserPoolId=cloud.variables["USER_POOL_ID"],
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}],
        MessageAction="SUPPRESS",
    )
    return cloud.user(email)


def users_of(cloud: Cloud) -> str:
    """All that the pool says of its users."""
    return json.dumps(cloud.client("cognito-idp").list_users(UserPoolId=cloud.variables["USER_POOL_ID"]), default=str)


def token(user: User) -> str:
    return user.token(username=user.name)


def owner_of(user: User) -> str:
    return str(user.call("GET", "/v1/me").body["owner"])


def leave(user: User, *, confirm: str | None = None) -> Any:
    query = f"confirm={confirm or owner_of(user)}"
    return user.call("DELETE", "/v1/me", query=query, authorization=f"Bearer {token(user)}")


def is_left(cloud: Cloud, owner: str) -> bool:
    """Whether there is any row of the owner's."""
    return any(row["pk"]["S"] == f"O#{owner}" for row in cloud.rows("CORE_TABLE"))


def leave_for_good(cloud: Cloud) -> None:
    user = in_the_pool(cloud)
    owner = owner_of(user)
    assert user.call("POST", "/v1/albums", {"slug": "left"}).status == 201
    exports, exported = cloud.variables["EXPORTS_BUCKET"], f"{exports_prefix(owner)}exp_1/1.zip"
    cloud.client("s3").put_object(Bucket=exports, Key=exported, Body=b"exported")
    assert leave(user).status == 200
    for after in (THE_DAY, THE_DAY + SETTLED):
        clean_up(cloud, after)
    assert not is_left(cloud, owner)
    assert exported not in cloud.keys("EXPORTS_BUCKET")
