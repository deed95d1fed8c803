"""From events to letters. Messages may come twice, late, and in any order: the letter's row decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import BaseModel

from pixelflare.accounts import UserStore
from pixelflare.aws.mails import Mail, MailRefused
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.notices.letters import Letters
from pixelflare.notices.switchboard import Switchboard
from pixelflare.notices.tokens import unsubscribe_token
from pixelflare.notices.writing import Links, written_letter
from schema.budgets import NOTICE_LOST, SQS_LONGEST_DELAY
from schema.library.events import EventKind, LibraryEvent
from schema.limits import NOTICE_DAYS
from schema.messages.notices import LetterDue
from schema.notices import NOTICE_KINDS, Letter

_TOLD_FOR = timedelta(days=NOTICE_DAYS)


class Sender(Protocol):
    """The queue of notices."""

    def send(self, message: BaseModel, *, delay: timedelta = ...) -> None: ...


class Mailer(Protocol):
    def send(self, mail: Mail) -> None: ...


class Addresses(Protocol):
    """The user pool."""

    def email_of(self, username: str) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class NoticeServices:
    letters: Letters
    switchboard: Switchboard
    users: UserStore
    images: ImageStore
    addresses: Addresses
    mailer: Mailer | None
    """None where no sender of mails is set up."""
    queue: Sender
    public_url: Callable[[], str]
    secret: Callable[[], bytes]


def note_event(event: LibraryEvent, services: NoticeServices, *, now: datetime) -> None:
    """The event is in a letter from then on, and the letter's message is on its way. Raises Unavailable."""
    if event.kind not in NOTICE_KINDS.values() or now - event.at > _TOLD_FOR:
        return
    letter, is_new = services.letters.add(event, now=now)
    if letter.due_at is None:
        return  # it was told
    is_lost = letter.due_at < now - NOTICE_LOST
    if letter.count == 1 or is_lost or not is_new:
        _announce(event.owner, letter.kind, letter.due_at, services, now=now)


def send_letter(message: LetterDue, services: NoticeServices, *, now: datetime) -> None:
    """Sends what waits, unless it has been sent, or comes back when it is time. Raises Unavailable."""
    owner, letter = message.owner, services.letters.find(message.owner, message.about)
    if not letter.count or letter.due_at is None:
        return
    free_at = max(letter.due_at, letter.claimed_until or letter.due_at)
    claimed = services.letters.claim(owner, letter, now=now) if free_at <= now else None
    if claimed is None:
        _announce(owner, letter.kind, max(free_at, now), services, now=now)
        return
    is_over = False
    try:
        _send(owner, claimed, services)
        is_over = True
    finally:
        if not is_over:
            services.letters.release(owner, claimed, now=now)
    rest = services.letters.settle(owner, claimed, now=now)
    if rest.count and rest.due_at:
        _announce(owner, letter.kind, rest.due_at, services, now=now)


def _send(owner: str, letter: Letter, services: NoticeServices) -> None:
    """Nothing if the owner has switched the kind off meanwhile, or has no address."""
    notices, user = services.switchboard.find(owner), services.users.find(owner)
    deletion = user.deletion if user else None
    username = notices.username or (deletion.username if deletion else None)
    if user is None or username is None or not notices.switches.wants(letter.kind):
        return
    address = services.addresses.email_of(username)
    if address is None:
        return
    url = services.public_url()
    token = unsubscribe_token(owner, letter.kind, secret=services.secret())
    links = Links(site=url, unsubscribe=f"{url}/api/v1/notices/unsubscribe?token={token}")
    mail = written_letter(letter, user, to=address, links=links, name_of=_name_of(owner, services))
    if services.mailer is None:
        return
    try:
        services.mailer.send(mail)
    except MailRefused as refused:
        logger.warning("notice refused", owner=owner, kind=letter.kind, problem=str(refused))
        count("NoticeRefused")
        return
    logger.info("notice sent", owner=owner, kind=letter.kind, told=letter.count)
    count("NoticeSent")


def _name_of(owner: str, services: NoticeServices) -> Callable[[str], str | None]:
    def name_of(image_id: str) -> str | None:
        image = services.images.find(owner, image_id) or services.images.find_deleted(owner, image_id)
        return f"{image.album}/{image.filename}" if image else None

    return name_of


def _announce(owner: str, about: EventKind, at: datetime, services: NoticeServices, *, now: datetime) -> None:
    """In as many steps as it takes: SQS delays a message by a quarter of an hour at most."""
    wait = min(max(at - now, timedelta()), SQS_LONGEST_DELAY)
    services.queue.send(LetterDue(owner=owner, about=about, not_before=at), delay=wait)
