"""What waits to be told, in the ephemeral table: one row for each owner and kind, and one for each event that is in it.

An event's row can exist once and is written together with the letter that tells it, so an event is told once however often
and in whatever order it comes. A letter is claimed before it is sent, and what has come meanwhile stays for the next.
"""

from datetime import datetime, timedelta

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.optimistic import change_current
from schema.budgets import NOTICE_LEASE, NOTICE_QUIET
from schema.keys import Key
from schema.keys.notices import letter_key, told_key
from schema.library.events import EventKind, LibraryEvent
from schema.limits import NOTICE_DAYS, NOTICES_SHOWN
from schema.notices import GATHERED, Letter, Told

_KEPT = timedelta(days=NOTICE_DAYS)
_TIMES = ("due_at", "quiet_until", "claimed_until")


class Letters:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, kind: EventKind) -> Letter:
        item = self._table.get(letter_key(owner, kind), consistent=True)
        return Letter.model_validate(item) if item else Letter(kind=kind)

    def add(self, event: LibraryEvent, *, now: datetime) -> tuple[Letter, bool]:
        """The letter that tells the event, or has told it, and whether it was added by this call."""
        return change_current(
            lambda: self.find(event.owner, event.kind),
            lambda letter: self._add(event, letter, now=now),
            expected_version=None,
            name="the letter",
        )

    def claim(self, owner: str, letter: Letter, *, now: datetime) -> Letter | None:
        """The letter to send, which is then another's if this one has not settled it within a minute."""
        return self._replace(owner, letter, claimed_until=now + NOTICE_LEASE, now=now)

    def release(self, owner: str, claimed: Letter, *, now: datetime) -> None:
        """It could not be sent, and may be tried again at once."""
        self._settle(owner, claimed, now=now, is_sent=False)

    def settle(self, owner: str, claimed: Letter, *, now: datetime) -> Letter:
        """It is sent, or nobody wants it: what has come since waits for the next."""
        return self._settle(owner, claimed, now=now, is_sent=True)

    def _settle(self, owner: str, claimed: Letter, *, now: datetime, is_sent: bool) -> Letter:
        def write(letter: Letter) -> Letter:
            if letter.number != claimed.number:
                return letter  # another has settled it, after the claim was over
            left = _without(claimed, letter, now=now) if is_sent else {}
            changed = self._replace(owner, letter, now=now, claimed_until=None, **left)
            if changed is None:
                raise ChangedMeanwhile("the letter has got longer")
            return changed

        return change_current(lambda: self.find(owner, claimed.kind), write, expected_version=None, name="the letter")

    def _add(self, event: LibraryEvent, letter: Letter, *, now: datetime) -> tuple[Letter, bool]:
        """Raises ChangedMeanwhile."""
        told = told_key(event.owner, event.event_id) | {"exp": _expiry(now)}
        longer = _with(event, letter, now=now)
        try:
            self._table.transact(
                [
                    self._table.putting(told, only_if=ABSENT),
                    self._table.putting(_row(event.owner, longer, now=now), only_if=_as_read(letter)),
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                return letter, False
            raise ChangedMeanwhile("the letter has got longer") from refused
        return longer, True

    def _replace(self, owner: str, letter: Letter, *, now: datetime, **change: object) -> Letter | None:
        """None if it has changed since it was read."""
        changed = letter.model_copy(update={**change, "version": letter.version + 1})
        try:
            self._table.put(_row(owner, changed, now=now), only_if=_as_read(letter))
        except ConditionFailed:
            return None
        return changed


def _with(event: LibraryEvent, letter: Letter, *, now: datetime) -> Letter:
    told = Told(at=event.at, image_id=event.image_id, album=event.album, subject=event.subject)
    first_due = max(now + GATHERED.get(event.kind, timedelta()), letter.quiet_until or now)
    return letter.model_copy(
        update={
            "count": letter.count + 1,
            "shown": letter.shown if len(letter.shown) >= NOTICES_SHOWN else (*letter.shown, told),
            "due_at": letter.due_at if letter.count else first_due,
            "version": letter.version + 1,
        }
    )


def _without(sent: Letter, letter: Letter, *, now: datetime) -> dict[str, object]:
    count, quiet_until = letter.count - sent.count, now + NOTICE_QUIET
    return {
        "count": count,
        "shown": letter.shown[len(sent.shown) :],
        "due_at": quiet_until if count else None,
        "quiet_until": quiet_until,
        "number": letter.number + 1,
    }


def _as_read(letter: Letter) -> Condition:
    return Condition("#version = :version", {":version": letter.version}) if letter.version else ABSENT


def _row(owner: str, letter: Letter, *, now: datetime) -> dict[str, object]:
    times = {name: text_of(at) for name in _TIMES if (at := getattr(letter, name))}
    key: Key = letter_key(owner, letter.kind)
    return letter.model_dump(mode="json", exclude_none=True) | times | key | {"exp": _expiry(now)}


def _expiry(now: datetime) -> int:
    return int((now + _KEPT).timestamp())
