"""Owners who link a login at GitHub to their account."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from schema.identity.github import LINKING_PAGE
from schema.identity.identities import LinkedGitHub
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.github import Browser

BEGIN, FINISH = "/v1/me/identities/github/begin", "/v1/me/identities/github/finish"


@dataclass(frozen=True)
class Login:
    """Somebody's session, made with one way to sign in."""

    cloud: Cloud
    subject: str
    username: str
    issued_at: int | None = None

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """With a token of this moment, unless it is an older one."""
        issued = int(datetime.now(UTC).timestamp()) if self.issued_at is None else self.issued_at
        token = User(self.cloud, self.subject).token(sub=self.subject, username=self.username, iat=issued)
        return User(self.cloud, self.subject).call(method, path, body, **{"authorization": f"Bearer {token}"} | more)

    @property
    def owner(self) -> str:
        return str(self.call("GET", "/v1/me").body["owner"])

    def identities(self) -> list[dict[str, Any]]:
        answer = self.call("GET", "/v1/me/identities")
        assert answer.status == 200, answer
        return list(answer.body["data"])


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def with_password(cloud: Cloud, name: str) -> Login:
    """Somebody of the pool's own, who is there."""
    made = _made(cloud, f"{name}@example.org")
    return Login(cloud, made["sub"], made["username"])


def with_github(browser: Browser, login: str) -> Login:
    """Somebody who comes from GitHub: the user pool makes its user at the first sign-in."""
    person = browser.github.double.people.named(login)
    return Login(browser.cloud, f"subject-of-github-{person.id}", f"GitHub_{person.id}")


def in_the_pool(browser: Browser, login: str) -> Login:
    """The same, and the user pool knows the user under the name that Cognito gives."""
    cloud, one = browser.cloud, with_github(browser, login)
    made = _made(cloud, f"{login}@users.example.com")
    users = (
        get_backend("cognito-idp")[DEFAULT_ACCOUNT_ID]["us-east-1"].user_pools[cloud.variables["USER_POOL_ID"]].users
    )
    user = users[one.username] = users.pop(made["username"])
    user.username = one.username
    return Login(cloud, made["sub"], one.username)


def _made(cloud: Cloud, email: str) -> dict[str, str]:
    pool, pool_id = cloud.client("cognito-idp"), cloud.variables["USER_POOL_ID"]
    made = pool.admin_create_user(
        UserPoolId=pool_id,
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )["User"]
    told = {each["Name"]: each["Value"] for each in made["Attributes"]}
    return {"username": made["Username"], "sub": told["sub"]}


def back_from_github(browser: Browser, owner: Login, github: str) -> str:
    """What the application is told in its address, like `linked=...`."""
    begun = owner.call("POST", BEGIN)
    assert begun.status == 201, begun
    query = urlsplit(begun.body["address"]).query
    back = browser.ask("GET", "/callback", urlsplit(browser.github.double.allow(query, github)).query)
    return told_to_application(back)


def told_to_application(back: Answer) -> str:
    assert back.status == 302, back
    page, _, told = back.headers["Location"].partition("#")
    assert urlsplit(page).path == LINKING_PAGE
    return told


def code_of(browser: Browser, owner: Login, github: str) -> str:
    name, _, code = back_from_github(browser, owner, github).partition("=")
    assert name == "linked", name
    return code


def link(browser: Browser, owner: Login, github: str) -> Answer:
    return owner.call("POST", FINISH, {"code": code_of(browser, owner, github)})


def linked_already(cloud: Cloud, owner: str) -> str:
    """The id of a login that is linked to the owner, by whoever has done it."""
    github_id = str(secrets.randbelow(10**9) + 1)
    linked = LinkedGitHub(
        github_id=github_id, login="theirs", linked_at=datetime.now(UTC), claim=uuid4().hex, first_username="name"
    )
    cloud.services("api").links.link(owner, linked, ending=None)
    return f"github-{github_id}"
