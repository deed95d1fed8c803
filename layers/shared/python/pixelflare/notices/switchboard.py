"""An owner's switches, and who the owner is in the user pool."""

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.optimistic import change_current
from pixelflare.events import EventSubscriptions
from schema.keys.notices import notices_key
from schema.library.events import EventKind, Subscriber
from schema.notices import NOTICE_KINDS, ChangeNotices, Notices, NoticesResource, NoticeSwitches


class Switchboard:
    """One row for each owner who has signed in. What it says is written together with whom events are passed on to."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._subscriptions = EventSubscriptions(table)

    def find(self, owner: str) -> Notices:
        """Those of the beginning if the owner has set none."""
        return Notices.model_validate(self._table.get(notices_key(owner), consistent=True) or {})

    def put(self, owner: str, notices: Notices, switches: NoticeSwitches, *, username: str | None) -> Notices:
        """What is stored then. Raises ChangedMeanwhile if it is not as it was read."""
        changed = Notices(username=username or notices.username, switches=switches, version=notices.version + 1)
        as_read = Condition("#version = :version", {":version": notices.version}) if notices.version else ABSENT
        row = changed.model_dump(mode="json", exclude_none=True) | notices_key(owner)
        writes = [
            self._table.putting(row, only_if=as_read),
            self._subscriptions.wanting(owner, Subscriber.NOTICES, switches.wanted()),
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise ChangedMeanwhile("the notices have been changed at the same time") from refused
        return changed


def change_notices(
    owner: str,
    request: ChangeNotices,
    *,
    switchboard: Switchboard,
    username: str | None,
    expected_version: int | None = None,
) -> Notices:
    """The switches then. Raises PreconditionFailed for another version than the caller expects."""
    given = request.model_dump(exclude_none=True)
    return change_current(
        lambda: switchboard.find(owner),
        lambda notices: switchboard.put(owner, notices, notices.switches.model_copy(update=given), username=username),
        expected_version=expected_version,
        name="the notices",
    )


def switch_off(owner: str, kind: EventKind, *, switchboard: Switchboard) -> None:
    """The kind is sent no more. Can be repeated."""
    (name,) = (name for name, each in NOTICE_KINDS.items() if each is kind)
    if getattr(switchboard.find(owner).switches, name):
        change_notices(owner, ChangeNotices.model_validate({name: False}), switchboard=switchboard, username=None)


def notices_resource(notices: Notices, *, sends_mail: bool) -> NoticesResource:
    return NoticesResource(
        sends_mail=sends_mail,
        knows_address=notices.username is not None,
        version=notices.version,
        **notices.switches.model_dump(),
    )
