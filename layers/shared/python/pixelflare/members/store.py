"""Members of albums in the core table: the owner's row, the invited person's, and the pointer that leads from an address.

Owner's row and grant are written in one transaction, so none is there without the other.
"""

from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, Conflict, LimitReached
from schema.keys import Key
from schema.keys.core import owner_partition
from schema.keys.members import (
    GRANT,
    MEMBER,
    grant_ids_key,
    grant_key,
    invitation_key,
    member_ids_key,
    member_key,
    members_prefix,
)
from schema.library.members import Grant, Member, MemberState
from schema.limits import MAX_ALBUM_MEMBERS, MAX_SHARED_WITH_ONE

_TIMES = ("album_created_at", "created_at", "updated_at", "expires_at", "since")
_MOST_INVITATIONS = 100
"""Of one address that are shown: the latest."""
Also = list[dict[str, Any]]


class MemberStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, album: str, member_id: str) -> Member | None:
        item = self._table.get(member_key(owner, album, member_id), consistent=True)
        return Member.model_validate(item) if item else None

    def of_album(self, owner: str, album: str) -> list[Member]:
        """The latest invitation first."""
        found = self._below(owner, members_prefix(album), MAX_ALBUM_MEMBERS)
        return [Member.model_validate(item) for item in found]

    def page_of_owner(self, owner: str) -> list[Member]:
        """Some of the members of all of the owner's albums; empty when none is left."""
        return [Member.model_validate(item) for item in self._below(owner, MEMBER, MAX_ALBUM_MEMBERS)]

    def invited_as(self, digest: str) -> list[Member]:
        """The invitations of an address, the latest first, whatever became of them."""
        same = Condition("#pk = :pk", {":pk": invitation_key(digest, "")["pk"]})
        pointers = self._table.query(same, limit=_MOST_INVITATIONS, newest_first=True, consistent=True).items
        keys = [member_key(str(each["owner"]), str(each["album"]), str(each["member_id"])) for each in pointers]
        return [Member.model_validate(item) for item in self._table.get_many(keys)]

    def invitation(self, digest: str, member_id: str) -> Member | None:
        pointer = self._table.get(invitation_key(digest, member_id), consistent=True)
        return self.find(str(pointer["owner"]), str(pointer["album"]), member_id) if pointer else None

    def grant(self, person: str, member_id: str) -> Grant | None:
        item = self._table.get(grant_key(person, member_id), consistent=True)
        return Grant.model_validate(item) if item else None

    def grants(self, person: str) -> list[Grant]:
        """The latest invitation first."""
        return [Grant.model_validate(item) for item in self._below(person, GRANT, MAX_SHARED_WITH_ONE)]

    def invite(self, member: Member) -> None:
        """Raises LimitReached if the album has the maximum."""
        id_, key = member.member_id, member_ids_key(member.owner, member.album)
        pointer: Item = invitation_key(member.digest, id_) | member.model_dump(include={"owner", "album", "member_id"})
        try:
            self._table.transact(
                [
                    self._table.updating(key, add=_ids(id_), only_if=_has_room(MAX_ALBUM_MEMBERS)),
                    self._table.putting(_row(member, _key(member)), only_if=ABSENT),
                    self._table.putting(pointer, only_if=ABSENT),
                ]
            )
        except TransactionRefused as refused:
            if 0 not in refused.failed:
                raise  # the id exists already: 80 random bits repeated
            raise LimitReached(f"at most {MAX_ALBUM_MEMBERS} members of one album; remove one first") from refused

    def change(self, member: Member, changed: Member) -> None:
        """What the invited person may, at once. Raises ChangedMeanwhile."""
        writes = [self._table.putting(_row(changed, _key(changed)), only_if=_at(member))]
        if member.member:
            shown = changed.model_dump(mode="json", include={"role", "download", "show_metadata"})
            writes.append(self._table.updating(grant_key(member.member, member.member_id), set_=shown, only_if=PRESENT))
        self._write(writes)

    def accept(self, member: Member, grant: Grant, *, also: Also) -> None:
        """Raises LimitReached if the person has the maximum, ChangedMeanwhile, and Conflict when it is done already."""
        accepted = member.model_copy(
            update={
                "state": MemberState.ACCEPTED,
                "member": grant.member,
                "updated_at": grant.since,
                "version": member.version + 1,
            }
        )
        id_, ids = member.member_id, grant_ids_key(grant.member)
        writes = [
            self._table.updating(ids, add=_ids(id_), only_if=_has_room(MAX_SHARED_WITH_ONE)),
            self._table.putting(_row(accepted, _key(member)), only_if=_at(member)),
            self._table.putting(_row(grant, grant_key(grant.member, id_)), only_if=ABSENT),
            self._table.deleting(invitation_key(member.digest, id_)),
            *also,
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            if 0 in refused.failed:
                raise LimitReached(
                    f"at most {MAX_SHARED_WITH_ONE} albums of others at once; leave one first"
                ) from refused
            if 2 in refused.failed:
                raise Conflict("this invitation is accepted already") from refused
            raise ChangedMeanwhile("the invitation was changed at the same time") from refused

    def decline(self, member: Member, declined: Member, *, also: Also) -> None:
        """Raises ChangedMeanwhile."""
        gone = self._table.deleting(invitation_key(member.digest, member.member_id))
        self._write([self._table.putting(_row(declined, _key(declined)), only_if=_at(member)), gone, *also])

    def remove(self, member: Member, *, also: Also) -> None:
        """The row, and all that follows from it. Raises ChangedMeanwhile."""
        id_ = member.member_id
        writes = [
            self._table.deleting(_key(member), only_if=_at(member)),
            self._table.updating(member_ids_key(member.owner, member.album), discard=_ids(id_)),
            self._table.deleting(invitation_key(member.digest, id_)),
        ]
        if member.member:
            writes.append(self._table.deleting(grant_key(member.member, id_)))
            writes.append(self._table.updating(grant_ids_key(member.member), discard=_ids(id_)))
        self._write([*writes, *also])

    def forget_grant(self, grant: Grant) -> None:
        """One whose owner's row is no longer there. Can be repeated."""
        self._table.delete(grant_key(grant.member, grant.member_id))

    def _write(self, writes: Also) -> None:
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise ChangedMeanwhile("this was changed at the same time") from refused

    def _below(self, owner: str, prefix: str, limit: int) -> list[Item]:
        below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": prefix})
        return self._table.query(below, limit=limit, newest_first=True, consistent=True).items


def _key(member: Member) -> Key:
    return member_key(member.owner, member.album, member.member_id)


def _row(record: Member | Grant, key: Key) -> Item:
    stated = record.model_dump(mode="json", exclude_none=True)
    times = {name: text_of(moment) for name in _TIMES if (moment := getattr(record, name, None))}
    return stated | times | key


def _ids(member_id: str) -> dict[str, frozenset[str]]:
    return {"ids": frozenset({member_id})}


def _has_room(most: int) -> Condition:
    return Condition("attribute_not_exists(#ids) OR size(#ids) < :most", {":most": most})


def _at(member: Member) -> Condition:
    return Condition("#version = :version", {":version": member.version})
