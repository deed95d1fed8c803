"""Notices by e-mail in tests: SES as far as a sender sees it, and a clock that goes on when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel

from pixelflare.aws.mails import Mail, MailRefused
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from pixelflare.notices import unsubscribe_token
from schema.budgets import SQS_LONGEST_DELAY
from schema.library.events import EventKind, LibraryEvent
from tests.integration.cloud import Cloud, User

START = datetime.fromisoformat("2026-11-30T12:00:00+00:00")


@dataclass
class Post:
    """Keeps what it is given; or refuses it, or is out."""

    cloud: Cloud
    now: datetime = START
    sent: list[Mail] = field(default_factory=list)
    refuses: bool = False
    is_out: bool = False

    def __post_init__(self) -> None:
        self.queue = Waiting(self)

    def send(self, mail: Mail) -> None:
        if self.refuses:
            raise MailRefused("Email address is not verified")
        if self.is_out:
            raise Unavailable("the mail service cannot be reached at the moment", retry_after_seconds=1)
        self.sent.append(mail)

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.sent]

    def take(self, *messages: Any) -> list[str]:
        """Hands messages to the consumer, and then all that it has sent itself and is due by now."""
        bodies = [message if isinstance(message, dict) else message.model_dump(mode="json") for message in messages]
        return self.cloud.deliver("notice_consumer", *bodies)

    def wait(self, span: timedelta) -> None:
        """Until then, what is due is delivered, and what that sends."""
        self.now += span
        while messages := self.queue.due():
            assert self.take(*messages) == []


@dataclass
class Waiting:
    """The queue, with its delays, on the same clock."""

    post: "Post"
    messages: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def send(self, message: BaseModel, *, delay: timedelta = timedelta()) -> None:
        assert timedelta() <= delay <= SQS_LONGEST_DELAY
        self.messages.append((self.post.now + delay, message.model_dump(mode="json")))

    def due(self) -> list[dict[str, Any]]:
        """Taken out of it."""
        found = [message for at, message in self.messages if at <= self.post.now]
        self.messages = [(at, message) for at, message in self.messages if at > self.post.now]
        return found


@contextmanager
def mails(cloud: Cloud) -> Iterator[Post]:
    """An installation with a sender of mails, for as long as the block lasts."""
    before = dict(cloud.functions)
    post = Post(cloud)
    cloud.functions["notice_consumer"] = cloud.started("notice_consumer", MAIL_SENDER="no-reply@example.com")
    for name in ("api", "change_stream", "import_consumer"):
        cloud.functions[name] = cloud.started(name, NOTICES="on")
    services = cloud.services("notice_consumer")
    with pytest.MonkeyPatch.context() as patch:
        services.__dict__["notices"] = _replaced(services.notices, post)
        patch.setattr(clock, "now", lambda: post.now)
        yield post
    cloud.functions.update(before)


def _replaced(notices: Any, post: Post) -> Any:
    return replace(notices, mailer=post, queue=post.queue)


@dataclass(frozen=True)
class Reader(User):
    """Somebody who is in the user pool, under a name of the pool's own, as who signs in by e-mail address."""

    username: str = ""
    address: str = ""

    def token(self, **claims: Any) -> str:
        return super().token(username=self.username, **claims)


def reader(cloud: Cloud, *, is_verified: bool = True) -> Reader:
    name = uuid4().hex
    made = cloud.client("cognito-idp").admin_create_user(
        UserPoolId=cloud.variables["USER_POOL_ID"],
        Username=f"{name}@example.com",
        UserAttributes=[{"Name": "email_verified", "Value": str(is_verified).lower()}],
    )
    return Reader(cloud, name, username=made["User"]["Username"], address=f"{name}@example.com")


def notice_token(cloud: Cloud, owner: str) -> str:
    """As a letter to the owner has it."""
    secret = cloud.services("api").parameters.secret(cloud.variables["ADDRESS_KEY_PARAMETER"])
    return unsubscribe_token(owner, EventKind.BACKUP_FAILED, secret=secret)


def owner_of(user: User) -> str:
    return str(user.call("GET", "/v1/me").body["owner"])


def be_told(cloud: Cloud) -> None:
    """A letter that only the sender is missing for."""
    user = reader(cloud)
    owner = owner_of(user)
    assert user.call("PATCH", "/v1/notices", {"image_flagged": True}).status == 200
    cloud.api("POST", "/v1/notices/unsubscribe", query=f"token={notice_token(cloud, owner)}")
    told = event(owner, EventKind.BACKUP_FAILED, at=clock.now())
    again = event(owner, EventKind.DOMAIN_VERIFIED, at=clock.now(), subject="x.example.com")
    for message in (told, again):
        assert cloud.deliver("notice_consumer", message.model_dump(mode="json")) == []
    for message in cloud.messages("NOTICE_QUEUE_URL"):
        assert cloud.deliver("notice_consumer", message) == []
    assert cloud.deliver("notice_consumer", {"nonsense": 1}) == ["0"]


def event(owner: str, kind: EventKind, number: int = 1, **about: Any) -> LibraryEvent:
    at = about.pop("at", START)
    return LibraryEvent(kind=kind, event_id=f"{owner}-{kind}-{number}", owner=owner, at=at, **about)
