"""What a fault may befall of backups: changes that are followed, a night, a run on request, and a restore. Calls to the owner's
bucket go wrong like those to AWS."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.backups import LibraryRows
from pixelflare.backups.manifest import (
    image_lines,
    image_manifest_key,
    library_key,
    library_lines,
    original_key,
    signed,
)
from schema.budgets import BACKUP_RUN_LEASE
from schema.keys.objects import original_object
from tests.integration.agreement import owner_of
from tests.integration.backing_up import PREFIX
from tests.integration.faults.scenarios import DAY, Scenario, an_image, at, change, delete_for_ever, two_images
from tests.integration.faults.stage import Stage

BUCKET = "backup-of-every-fault"


def set_up(stage: Stage, *, sync_deletes: bool = True) -> None:
    """An empty bucket, and nobody who has a connection to it yet."""
    s3 = stage.cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for key in _keys(stage):
        s3.delete_object(Bucket=BUCKET, Key=key)
    sent = {"endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": BUCKET, "prefix": PREFIX, "access_key_id": "a"}
    stage.ask("PUT", "/v1/backup/config", sent | {"secret_access_key": "b", "sync_deletes": sync_deletes})
    forget_connections(stage)


def forget_connections(stage: Stage) -> None:
    """The functions start anew, so that the calls of their connections to the bucket can go wrong."""
    for function in ("api", "backup_consumer", "backup_schedule", "change_stream"):
        stage.cloud.functions.pop(function, None)


def followed_image(stage: Stage) -> Any:
    set_up(stage)
    image = an_image(stage)
    forget_connections(stage)
    return image


def image_beside_a_backup(stage: Stage) -> Any:
    """Nobody has followed it."""
    image = two_images(stage)[0]
    set_up(stage)
    return image


def lost_library(stage: Stage) -> Any:
    """Two images that are gone for good here, and that the bucket still has."""
    images = two_images(stage)
    set_up(stage, sync_deletes=False)
    night(stage, None)
    for image in images:
        delete_for_ever(stage, image)
    stage.deliver()
    forget_connections(stage)


def delete_and_follow(stage: Stage, image: Any) -> None:
    stage.ask("DELETE", at(image))
    stage.deliver()


def run_on_request(stage: Stage, _: Any) -> None:
    """A run that never began after an answer that was lost counts as lost, and is asked for again."""
    stage.ask("POST", "/v1/backup/sync", expect=(202, 409))
    stage.deliver()
    if not stage.ask("GET", "/v1/backup/status").body["last_success_at"]:
        stage.time.pass_by(BACKUP_RUN_LEASE)
        stage.ask("POST", "/v1/backup/sync")
        stage.deliver()


def night(stage: Stage, _: Any) -> None:
    """It comes every quarter of an hour until all is there."""
    tonight = (stage.time.now() + DAY).replace(hour=3, minute=0)
    for quarter in range(3):
        stage.run("backup_schedule", lambda after=quarter: tonight + after * timedelta(minutes=15))  # type: ignore[misc]
    stage.deliver()


def restore(stage: Stage, _: Any) -> None:
    """What a bucket did not give is named, and comes when its owner asks again. A restore whose message was never sent counts as
    interrupted after a while."""
    asked = stage.ask("POST", "/v1/backup/restore", {}, expect=(202, 409, 424))
    if asked.status == HTTPStatus.FAILED_DEPENDENCY:  # the bucket could not be read, and nothing has begun
        stage.told.add("424")
        stage.ask("POST", "/v1/backup/restore", {})
    stage.deliver()
    said = stage.ask("GET", "/v1/backup/restore").body
    if said["state"] != "done" or said["failed"]:
        stage.time.pass_by(BACKUP_RUN_LEASE)
        stage.ask("POST", "/v1/backup/restore", {})
        stage.deliver()


def missing(stage: Stage) -> list[str]:
    """What the bucket has otherwise than the records say, in words."""
    rows, owner = LibraryRows(Table(stage.cloud.variables["CORE_TABLE"])), owner_of(stage.cloud)
    sign = stage.cloud.services("backup_consumer").backups.settings.signer(owner)
    originals = ObjectStore(stage.cloud.variables["ORIGINALS_BUCKET"])
    wanted = {library_key(PREFIX, owner): library_lines(rows.user(owner), rows.albums(owner), rows.tags(owner))}
    wanted |= {
        image_manifest_key(PREFIX, owner, image.image_id): image_lines(image, said)
        for image, said in rows.images(owner)
    }
    wanted = {key: signed(body, sign) for key, body in wanted.items()}
    for image, _ in rows.images(owner):
        kept = originals.read(original_object(owner, image.image_id, image.sha256 or ""))
        wanted[original_key(PREFIX, owner, image.image_id, image.sha256 or "")] = kept.body if kept else b""
    s3 = stage.cloud.client("s3")
    there = {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in _keys(stage)}
    return [
        f"the backup has {key} otherwise" for key in wanted.keys() | there.keys() if wanted.get(key) != there.get(key)
    ]


def _keys(stage: Stage) -> list[str]:
    return [each["Key"] for each in stage.cloud.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])]


BACKUPS = (
    Scenario("backup: a change", followed_image, change(alt="A boat", tags=["sky"]), check=missing),
    Scenario("backup: a deletion", followed_image, delete_and_follow, check=missing),
    Scenario("backup: on request", image_beside_a_backup, run_on_request, check=missing),
    Scenario("backup: a night", image_beside_a_backup, night, check=missing),
    Scenario("backup: a restore", lost_library, restore, settled=(timedelta(minutes=10), DAY)),
)
