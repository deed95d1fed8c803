"""Rebuilds libraries from a bucket alone. It can be stopped and repeated: what is there already is not touched."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from pydantic import ValidationError

from pixelflare.accounts import UserStore
from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.aws.objects import ObjectStore
from pixelflare.backups.manifest import (
    image_manifest_key,
    image_of_key,
    image_prefix,
    library_key,
    older_library_prefix,
    read_lines,
)
from pixelflare.backups.opening import BackupSource
from pixelflare.backups.recovery import Keyring
from pixelflare.backups.vault import Vault
from pixelflare.base.errors import AppError, PathTaken, QuotaExceeded, SourceFailed, Unavailable, WrongRecoveryKey
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import AlbumStore, ReturnedImages, TagStore
from pixelflare.usage import Writes
from schema.budgets import UNPUBLISHED_AFTER
from schema.identity.users import User
from schema.keys.objects import original_object
from schema.library.albums import Album
from schema.library.images import Image, ImageStatus
from schema.library.recognition import Recognition
from schema.library.tags import TagRecord

AT_ONCE = 64
"""Images that are begun together. What was done is known after each such part."""
_PROFILE = ("display_name", "profile_picture", "bio", "website", "github", "handle")


@dataclass
class Restored:
    """Progress, and at the end the result."""

    images: int = 0
    there_already: int = 0
    bytes: int = 0
    albums: int = 0
    tags: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    """What could not be restored, and why."""


@dataclass(frozen=True, kw_only=True)
class RestoreServices:
    bucket: ForeignBucket
    prefix: str
    keyring: Keyring = field(default_factory=Keyring)
    """Opens what is encrypted."""
    users: UserStore
    albums: AlbumStore
    tags: TagStore
    images: ReturnedImages
    originals: ObjectStore
    check: Callable[[bytes], None] = lambda _: None
    """Raises SourceFailed for a manifest that is not to be trusted. An operator trusts the whole bucket."""
    admit: Callable[[Callable[[Writes], None]], None] = lambda write: write(())
    """Takes a place in the owner's plan with the writes of each live image. An operator asks no plan."""

    def of(self, owner: str) -> BackupSource:
        return BackupSource(bucket=self.bucket, prefix=self.prefix, owner=owner, keyring=self.keyring, check=self.check)


def owners_in(bucket: ForeignBucket, *, prefix: str) -> Iterator[str]:
    """The owners whose libraries are below the prefix, by name."""
    after = ""
    while page := bucket.listed(prefix, after=after):
        owner, slash, _ = page[0].key.removeprefix(prefix).partition("/")
        if slash and bucket.listed(library_key(prefix, owner)):
            yield owner
        after = f"{prefix}{owner}0" if slash else page[0].key  # "0" follows "/"


def check_recovery_key(owner: str, *, bucket: ForeignBucket, prefix: str, keyring: Keyring) -> None:
    """Raises WrongRecoveryKey if the library there does not open with these keys, and SourceFailed. Reads only its beginning."""
    source = BackupSource(bucket=bucket, prefix=prefix, owner=owner, keyring=keyring)
    source.check_key(library_key(prefix, owner))


def restore_library(
    source: str,
    services: RestoreServices,
    *,
    into: str,
    report: Callable[[Restored], None] = lambda _: None,
    now: datetime,
) -> Restored:
    """Rebuilds the library that the owner `source` had, for the owner `into`. `report` is told the progress.

    Raises SourceFailed if the bucket has no such library, and Unavailable; then it is to be repeated.
    """
    done = Restored()
    restore_records(source, services, into=into, done=done, now=now)
    report(done)
    ids = image_ids(source, services)
    while batch := list(islice(ids, AT_ONCE)):
        restore_images(batch, source, services, into=into, done=done, now=now)
        report(done)
    return done


def restore_records(
    source: str, services: RestoreServices, *, into: str, done: Restored, dry_run: bool = False, now: datetime
) -> None:
    """Albums, tags, profile and settings. Raises SourceFailed if the bucket has no such library, and WrongRecoveryKey."""
    library = services.of(source).manifest(library_key(services.prefix, source))
    if library is None:
        raise SourceFailed(f"the bucket has no library of {source}")
    every = [library.body, *_older_libraries(source, services, done=done)]
    for kind, record in chain.from_iterable(map(read_lines, every)):
        try:
            _restore_line(kind, record, services, into=into, done=done, dry_run=dry_run, now=now)
        except Unavailable:
            raise
        except (AppError, ValidationError) as problem:
            done.failed.append((f"{kind} {record.get('slug') or record.get('tag') or ''}".strip(), _why(problem)))


def restore_images(
    batch: list[str],
    source: str,
    services: RestoreServices,
    *,
    into: str,
    done: Restored,
    dry_run: bool = False,
    now: datetime,
) -> None:
    """Some of the images, eight at a time."""
    one = _look_at_image if dry_run else _restore_image
    in_parallel(partial(one, source=source, services=services, into=into, done=done, now=now), batch)


def _older_libraries(source: str, services: RestoreServices, *, done: Restored) -> Iterator[bytes]:
    """The newest first: what is there already is not touched. One that is encrypted by an older key does not keep the rest."""
    found = [each.key for each in services.bucket.all_listed(older_library_prefix(services.prefix, source))]
    for key in sorted(found, reverse=True):
        try:
            library = services.of(source).manifest(key)
        except WrongRecoveryKey as problem:
            done.failed.append((key.rpartition("/")[2], problem.message))
            continue
        if library:
            yield library.body


def image_ids(source: str, services: RestoreServices, *, after: str = "") -> Iterator[str]:
    """All that the bucket has, by id, after this one."""
    key = image_manifest_key(services.prefix, source, after) if after else ""
    for found in services.bucket.all_listed(image_prefix(services.prefix, source), after=key):
        if image_id := image_of_key(found.key, prefix=services.prefix, owner=source):
            yield image_id


def _restore_line(
    kind: str,
    record: dict[str, Any],
    services: RestoreServices,
    *,
    into: str,
    done: Restored,
    dry_run: bool,
    now: datetime,
) -> None:
    match kind:
        case "album":
            album = Album.model_validate(record)
            if services.albums.find(into, album.slug) is None:
                if not dry_run:
                    services.albums.add(into, album)
                done.albums += 1
        case "tag":
            tag = TagRecord.model_validate(record)
            if services.tags.find(into, tag.tag) is None:
                if not dry_run:
                    services.tags.add(into, tag)
                done.tags += 1
        case "user" if not dry_run:
            _restore_user(User.model_validate(record | {"owner": into}), services.users, now=now)


def _restore_user(user: User, users: UserStore, *, now: datetime) -> None:
    """Profile and settings, as far as nobody has changed them here. Raises HandleTaken."""
    standing = users.find(user.owner) or users.put_back(user.model_copy(update={"handle": None}))
    if standing.settings_version == 1 and standing.settings != user.settings:
        users.put_settings(user.owner, user.settings, expected_version=1, now=now)
    profile = {name: getattr(user, name) for name in _PROFILE if getattr(user, name) != getattr(standing, name)}
    if standing.version == 1 and profile:
        users.change(standing, profile, now=now)


def _restore_image(
    image_id: str, *, source: str, services: RestoreServices, into: str, done: Restored, now: datetime
) -> None:
    try:
        image, recognition, vault = _read_image(image_id, source, services)
        image = _as_new(image, into, now=now)
        if services.images.is_there(image):
            done.there_already += 1
            return
        written = _restore_bytes(image, vault, services, source=source)
        _add(image, recognition, services, written=written)
        done.bytes, done.images = done.bytes + written, done.images + 1
    except Unavailable:
        raise
    except (AppError, ValidationError) as problem:
        done.failed.append((image_id, _why(problem)))


def _look_at_image(
    image_id: str, *, source: str, services: RestoreServices, into: str, done: Restored, now: datetime
) -> None:
    """What a restore would do with it, as far as can be told without reading its bytes."""
    try:
        image, _, vault = _read_image(image_id, source, services)
        image = _as_new(image, into, now=now)
        if services.images.is_there(image):
            done.there_already += 1
            return
        if not services.of(source).has_original(image, vault):
            raise SourceFailed("its bytes are missing, or not whole")
        services.images.check_path(image)
        done.bytes, done.images = done.bytes + (image.size_bytes or 0), done.images + 1
    except Unavailable:
        raise
    except (AppError, ValidationError) as problem:
        done.failed.append((image_id, _why(problem)))


def _add(image: Image, recognition: Recognition | None, services: RestoreServices, *, written: int) -> None:
    """Raises PathTaken, and QuotaExceeded. Then the bytes that were written for it are gone again."""
    try:
        if image.deleted_at:
            services.images.add(image, recognition)
        else:
            services.admit(lambda also: services.images.add(image, recognition, also=also))
    except (PathTaken, QuotaExceeded):
        if written:
            services.originals.delete(original_object(image.owner, image.image_id, image.sha256 or ""))
        raise


def _read_image(
    image_id: str, source: str, services: RestoreServices
) -> tuple[Image, Recognition | None, Vault | None]:
    found = services.of(source).manifest(image_manifest_key(services.prefix, source, image_id))
    lines = dict(read_lines(found.body if found else b""))
    if found is None or lines.get("image", {}).get("image_id") != image_id:
        raise SourceFailed("its manifest is missing, or about another image")
    image = Image.model_validate(lines["image"] | {"nonce": secrets.token_urlsafe(12)})
    if image.sha256 is None or image.facts is None:
        raise SourceFailed("its manifest names no bytes")
    said = lines.get("recognition")
    recognition = Recognition.model_validate(said | {"vector_put_at": None}) if said else None
    return image, recognition, found.vault


def _as_new(image: Image, into: str, *, now: datetime) -> Image:
    """The record as it is stored: without variants. The next clean-up has them made, as for each image that nobody publishes."""
    update: dict[str, Any] = {"owner": into, "counted": True, "updated_at": now}
    if not image.deleted_at:
        update |= {"status": ImageStatus.PROCESSING, "processing_since": now - UNPUBLISHED_AFTER}
    return image.model_copy(update=update)


def _restore_bytes(image: Image, vault: Vault | None, services: RestoreServices, *, source: str) -> int:
    """How many were written; none if an earlier run has. Raises SourceFailed for bytes that are missing or others."""
    at, facts = original_object(image.owner, image.image_id, image.sha256 or ""), image.facts
    assert facts is not None
    if services.originals.etag_of(at) is not None:
        return 0
    with services.of(source).original(image, vault) as (file, size):
        services.originals.write(at, file, content_type=facts.content_type)
    return size


def _why(problem: AppError | ValidationError) -> str:
    return problem.message if isinstance(problem, AppError) else "the record is damaged"
