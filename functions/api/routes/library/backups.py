"""/v1/backup: the bucket that an owner's library is backed up to."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.backups import (
    ForeignBucket,
    ForeignPlace,
    Keyring,
    check_recovery_key,
    image_backup,
    open_bucket,
    place_of,
    probe,
    request_restore,
    request_run,
    restore_status,
    status_of,
)
from pixelflare.catalog import get_image
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.scopes import Scope
from schema.library.backups import BackupConfig, BackupProbe, BackupStatus, ImageBackup, PutBackup
from schema.library.restores import RestoreStatus, StartRestore

routes: Routes[Services] = Routes("/v1/backup", tag="backups")


@routes.get(
    "/config",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Show the backup's bucket",
    description="Where the library is backed up to. The secret key is never shown.",
    responses=answers(HTTPStatus.OK, "The bucket", HTTPStatus.NOT_FOUND),
    operation_id="showBackup",
)
def show_backup(call: ApiCall) -> BackupConfig:
    return call.services.backup_settings.get(call.owner)


@routes.put(
    "/config",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "backup"),
    body=JSON_BODY,
    summary="Set the backup's bucket",
    description="Any provider that speaks S3. The connection is tested first: the bucket is listed, and a small object is "
    "written, read and deleted. Only if that works are the settings stored. The secret key is stored encrypted and never shown. "
    "The endpoint must be https and in the public Internet, unless the operator allows others.",
    responses=answers(HTTPStatus.OK, "The bucket that is used from now on", HTTPStatus.FAILED_DEPENDENCY),
    operation_id="putBackup",
)
def put_backup(call: ApiCall, request: PutBackup) -> BackupConfig:
    call.audit_detail(endpoint=request.endpoint, bucket=request.bucket)
    _try(call, place_of(request, request.secret_access_key.get_secret_value()), prefix=request.prefix)
    return call.services.backup_settings.put(call.owner, request, now=call.now)


@routes.delete(
    "/config",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("delete", "backup"),
    body=JSON_BODY,
    summary="Forget the backup's bucket",
    description="Backups end, and the credentials are erased. What is in the bucket stays there.",
    responses=answers(HTTPStatus.NO_CONTENT, "Forgotten", HTTPStatus.NOT_FOUND),
    operation_id="deleteBackup",
)
def delete_backup(call: ApiCall) -> Response[None]:
    call.services.backup_settings.forget(call.owner)
    return Response(HTTPStatus.NO_CONTENT)


@routes.post(
    "/test",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("test", "backup"),
    body=JSON_BODY,
    summary="Test the backup's bucket",
    description="Lists the bucket; writes, reads and deletes a small object. A refusal names the step that failed.",
    responses=answers(HTTPStatus.OK, "All of it worked", HTTPStatus.NOT_FOUND, HTTPStatus.FAILED_DEPENDENCY),
    operation_id="testBackup",
)
def test_backup(call: ApiCall) -> BackupProbe:
    config = call.services.backup_settings.get(call.owner)
    return _try(call, call.services.backup_settings.place_of(call.owner), prefix=config.prefix)


@routes.get(
    "/status",
    scope=Scope.READ,
    cost=READ,
    summary="Show how the backup stands",
    description="When the library was last backed up, how long ago everything was there, and what stood in the way. After three "
    "bad nights in a row the backup counts as overdue.",
    responses=answers(HTTPStatus.OK, "How it stands", HTTPStatus.NOT_FOUND),
    operation_id="showBackupStatus",
)
def show_backup_status(call: ApiCall) -> BackupStatus:
    call.services.backup_settings.get(call.owner)
    usage = call.services.usage_counters.read(call.owner)
    return status_of(call.services.backup_runs.find(call.owner), usage, now=call.now)


@routes.post(
    "/sync",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("sync", "backup"),
    body=JSON_BODY,
    summary="Back up the whole library now",
    description="Brings the bucket to what the library has, as each night does; changes since reach it by themselves. The status "
    "says when it has ended. One run at a time: `ALREADY_RUNNING` while another one is under way.",
    responses=answers(HTTPStatus.ACCEPTED, "It has begun", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="syncBackup",
)
def sync_backup(call: ApiCall) -> Response[BackupStatus]:
    services = call.services
    services.backup_settings.get(call.owner)
    request_run(call.owner, runs=services.backup_runs, queue=services.backup_queue, now=call.now)
    return Response(HTTPStatus.ACCEPTED, body=show_backup_status(call))


@routes.post(
    "/restore",
    scope=Scope.ADMIN,
    cost=WRITE,
    is_braked=True,
    audit=AuditAction("restore", "library"),
    body=JSON_BODY,
    summary="Restore the library from the bucket",
    description="Brings back what the bucket has and the library has not, in the background. What is there already is not touched. "
    "Only what this installation has written itself is taken; an operator can restore the rest. `dry_run` only looks. An encrypted "
    "backup whose key this installation has lost needs its `recovery_key`: `WRONG_RECOVERY_KEY` without it, and for another one. One "
    "restore at a time: `ALREADY_RUNNING` while another one is under way.",
    responses=answers(
        *(HTTPStatus.ACCEPTED, "It has begun"),
        *(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.FAILED_DEPENDENCY),
    ),
    operation_id="startRestore",
)
def start_restore(call: ApiCall, request: StartRestore) -> Response[RestoreStatus]:
    services, given = call.services, request.recovery_key
    config = services.backup_settings.get(call.owner)
    call.audit_detail(dry_run=request.dry_run)
    recovery_key = given.get_secret_value() if given else ""
    bucket = _bucket(call, services.backup_settings.place_of(call.owner))
    stored = None if given else services.backup_keys.vault(call.owner)
    keyring = Keyring(*([stored] if stored else []), recovery_key=recovery_key)
    check_recovery_key(call.owner, bucket=bucket, prefix=config.prefix, keyring=keyring)
    job = request_restore(
        call.owner,
        dry_run=request.dry_run,
        recovery_key=recovery_key,
        jobs=services.restore_jobs,
        queue=services.backup_queue,
        now=call.now,
    )
    return Response(HTTPStatus.ACCEPTED, body=restore_status(job, now=call.now))


@routes.get(
    "/restore",
    scope=Scope.READ,
    cost=READ,
    summary="Show how far the restore is",
    description="The latest one: how many images were looked at, what was restored, and what could not be, with the reason. 404 if "
    "none was asked for.",
    responses=answers(HTTPStatus.OK, "How far it is", HTTPStatus.NOT_FOUND),
    operation_id="showRestore",
)
def show_restore(call: ApiCall) -> RestoreStatus:
    return restore_status(call.services.restore_jobs.get(call.owner), now=call.now)


@routes.get(
    "/images/<image_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Show whether an image is backed up",
    description="`synced`: the image as it is now is in the bucket. `pending`: it has changed since, or was not copied yet. "
    "`failed`: the latest run could not back it up. Live or in the bin. 404 also where no backup is set up.",
    responses=answers(HTTPStatus.OK, "Whether it is backed up", HTTPStatus.NOT_FOUND),
    operation_id="showImageBackup",
)
def show_image_backup(call: ApiCall, image_id: AnImageId) -> ImageBackup:
    image = get_image(call.owner, image_id, images=call.services.images)
    config = call.services.backup_settings.get(call.owner)
    return image_backup(image, call.services.backup_runs.find(call.owner), config)


def _try(call: ApiCall, place: ForeignPlace, *, prefix: str) -> BackupProbe:
    return probe(_bucket(call, place), prefix=prefix)


def _bucket(call: ApiCall, place: ForeignPlace) -> ForeignBucket:
    return open_bucket(place, private_allowed=call.services.env.backup_private_hosts, hasty=True)
