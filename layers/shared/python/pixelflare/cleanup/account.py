"""Removes an account when its time is over: first all its owner has, then every row that names the owner.

Each step finds out by itself what is left of it, so a run that stops does no harm, and the next one goes on. The row of the user
goes last. Until then nobody can change anything: the row says that the account is being deleted.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from pixelflare.base.errors import NotFound
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import DueRow
from pixelflare.cleanup.owner_rows import LATE, is_settled
from pixelflare.cleanup.purge import purge_image
from pixelflare.cleanup.services import CleanupServices, noting, noting_of
from pixelflare.custom_domains import ClaimServices, remove_domain
from pixelflare.members import forget_memberships
from pixelflare.uploads import drop_parts
from schema.identity.github import username_of
from schema.identity.users import User
from schema.identity.vendor_keys import SigningVendor
from schema.keys import Key
from schema.keys.backups import backed_up_key
from schema.keys.cache_tags import handle_tag, owner_tag, profile_tag, share_tag, vendor_key_tag
from schema.keys.core import BIN, DOMAINS, LIVE, SHARE, USER, WEBHOOK
from schema.keys.due import DueKind
from schema.keys.exports import exports_prefix
from schema.library.images import Image, ImageStatus

_FIRST = ("K#", SHARE, "VK#", WEBHOOK, "#BACKUP", "#RESTORE", "#SHARES", "#EVENTS", "#WEBHOOKS")
"""What lets somebody in, or would act on the deletion of pictures: an owner's backup stays as it is."""
_LAST = (DOMAINS, "#DOMAINS", USER)
"""What the queue of domains removes, and what says that the account is being deleted."""
_MOST_TAGS = 20


class _Collected:
    """In place of the edge: it forgets all of an owner's pictures at once, when they are gone."""

    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None:
        """Nothing now."""


def remove_account(row: DueRow, services: CleanupServices, *, out_of_time: Callable[[], bool], now: datetime) -> bool:
    """Whether nothing is left of the account. Otherwise a later run goes on. Raises Unavailable, ChangedMeanwhile."""
    user = services.users.find(row.owner)
    if user is None or user.deletion is None or now < user.deletion.deletes_at:
        return False
    begun = noting_of("remove_account", "user", user.owner, user.owner, services, now=now)
    if not services.deletions.begin_removal(user, also=begun, now=now):
        return False
    _end_sign_ins(user.owner, user.deletion.username, services)
    if not _remove_everything(user, services, out_of_time=out_of_time, now=now):
        return False
    since = user.emptied_since or services.deletions.note_emptied(user.owner, now=now)
    if not is_settled(since, now=now):
        services.due.postpone(row, DueKind.ACCOUNT, since + LATE)
        return False
    if not services.owner_rows.remove_all(user.owner, out_of_time=out_of_time):
        return False
    done = noting_of("account_removed", "user", user.owner, user.owner, services, now=now)
    return services.deletions.end_removal(user.owner, also=done)


def _end_sign_ins(owner: str, asked_by: str, services: CleanupServices) -> None:
    """Everything that signs in as the owner goes from the user pool: also what the deletion was not asked with.

    A linked login that signs in meanwhile makes a user anew there, so the claim that leads to the owner goes as well.
    """
    linked = services.links.find(owner)
    usernames = {asked_by} | ({linked.first_username, username_of(linked.github_id)} if linked else set())
    for username in sorted(usernames):
        services.user_accounts.delete(username)
    if linked:
        with suppress(NotFound):  # another run has done it
            services.links.unlink(owner, linked)


def _remove_everything(
    user: User, services: CleanupServices, *, out_of_time: Callable[[], bool], now: datetime
) -> bool:
    """Whether nothing of it is left. What would act on the deletion of pictures goes first: backups and webhooks."""
    owner = user.owner
    services.owner_rows.delete(backed_up_key(owner))
    _forget_pages(user, services)
    forget_memberships(owner, members=services.members)
    _remove_rows(owner, services, of=_FIRST)
    _remove_domains(owner, services, now=now)
    services.exports.delete_listed(exports_prefix(owner), lambda _: True)
    if not _remove_images(owner, services, out_of_time=out_of_time, now=now):
        return False
    _remove_rows(owner, services)
    services.deletions.forget_person(owner)
    return not services.domains.all_of(owner)


def _forget_pages(user: User, services: CleanupServices) -> None:
    """What the edge has of the owner besides pictures. Before the rows that tell which pages there are."""
    handles = [handle for handle in (user.handle, user.released_handle) if handle]
    for handle in handles:
        services.owner_rows.release_handle(user.owner, handle)
    shares = [
        str(item["sk"]).removeprefix(SHARE) for items in services.owner_rows.below(user.owner, SHARE) for item in items
    ]
    tags = [profile_tag(user.owner), *(vendor_key_tag(user.owner, vendor) for vendor in SigningVendor)]
    tags += [*map(handle_tag, handles), *map(share_tag, shares)]
    for start in range(0, len(tags), _MOST_TAGS):
        services.edge.purge(tags=tags[start : start + _MOST_TAGS])


def _remove_rows(owner: str, services: CleanupServices, *, of: tuple[str, ...] = ("",)) -> None:
    """Pointers to them lead nowhere then, until they are swept."""
    for items in services.owner_rows.below(owner):
        keys: list[Key] = [{"pk": str(item["pk"]), "sk": str(item["sk"])} for item in items]
        gone = [key for key in keys if key["sk"].startswith(of) and not key["sk"].startswith(_LAST)]
        in_parallel(services.owner_rows.delete, gone)


def _remove_images(owner: str, services: CleanupServices, *, out_of_time: Callable[[], bool], now: datetime) -> bool:
    """Whether there are none left. The edge is told once of all, when nothing of them is there any more."""
    quiet = replace(services, edge=_Collected())
    for prefix, remove in ((LIVE, _bin_image), (BIN, _purge_image)):
        for items in services.owner_rows.below(owner, prefix):
            if out_of_time():
                return False
            images = [Image.model_validate(item) for item in items]
            in_parallel(partial(remove, services=quiet, now=now), images)
    services.edge.purge(tags=[owner_tag(owner)])
    return True


def _remove_domains(owner: str, services: CleanupServices, *, now: datetime) -> None:
    """They are taken down by their queue, as when the owner removes them."""
    claims = ClaimServices(services.domains, services.domain_queue, frozenset, are_on=True)
    for domain in services.domains.all_of(owner):
        if not domain.is_removed:
            remove_domain(owner, domain.id, services=claims, now=now)


def _bin_image(image: Image, services: CleanupServices, *, now: datetime) -> None:
    if image.status in (ImageStatus.RESERVED, ImageStatus.REJECTED):
        drop_parts(image, multipart=services.multipart)
        services.images.forget(image, also=[noting("remove_abandoned", image, services, now=now)])
        return
    services.images.move_to_bin(image, also=[noting("delete", image, services, now=now)], now=now)


def _purge_image(image: Image, services: CleanupServices, *, now: datetime) -> None:
    services.publish_leases.wait_for_others(image.image_id, now=now)
    purge_image(image.owner, image.image_id, services, now=now)
