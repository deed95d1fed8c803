"""/v1/backup/encryption: whether the backup is encrypted before it leaves."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare.backups import encryption_of, rewrite, turn_on
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.scopes import Scope
from schema.library.backup_encryption import BackupEncryption, NewBackupEncryption, PutBackupEncryption

routes: Routes[Services] = Routes("/v1/backup/encryption", tag="backups")


@routes.get(
    "",
    scope=Scope.READ,
    cost=READ,
    summary="Show whether the backup is encrypted",
    description="Since when, by which key, and whether everything in the bucket is by now. The key itself is never shown.",
    responses=answers(HTTPStatus.OK, "Whether it is encrypted", HTTPStatus.NOT_FOUND),
    operation_id="showBackupEncryption",
)
def show_backup_encryption(call: ApiCall) -> BackupEncryption:
    services = call.services
    services.backup_settings.get(call.owner)
    return encryption_of(services.backup_keys.find(call.owner), services.backup_runs.find(call.owner))


@routes.put(
    "",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "backup"),
    body=JSON_BODY,
    summary="Encrypt the backup, or change its key",
    description="From now on pictures and records are encrypted before they leave (AES-256-GCM). The answer has the recovery key, and "
    "no other answer ever has: without it nobody can restore once this installation is lost. `recovery_key` sets one of your own. What "
    "the bucket has already is written anew and encrypted, by a run that begins at once; its older forms are deleted then.",
    responses=answers(HTTPStatus.OK, "The key that is used from now on", HTTPStatus.NOT_FOUND),
    operation_id="putBackupEncryption",
)
def put_backup_encryption(call: ApiCall, request: PutBackupEncryption) -> NewBackupEncryption:
    services, own = call.services, request.recovery_key
    config = services.backup_settings.get(call.owner)
    key, made = turn_on(call.owner, own.get_secret_value() if own else None, keys=services.backup_keys, now=call.now)
    call.audit_detail(encryption="on", key_id=key.key_id)
    if config.enabled:
        rewrite(call.owner, runs=services.backup_runs, queue=services.backup_queue, now=call.now)
    shown = encryption_of(key, services.backup_runs.find(call.owner))
    return NewBackupEncryption(**shown.model_dump(), recovery_key=made)


@routes.delete(
    "",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "backup"),
    body=JSON_BODY,
    summary="End the encryption of the backup",
    description="The key is erased. What the bucket has is written anew as it is, by a run that begins at once; its encrypted forms are "
    "deleted then.",
    responses=answers(HTTPStatus.NO_CONTENT, "Ended", HTTPStatus.NOT_FOUND),
    operation_id="deleteBackupEncryption",
)
def delete_backup_encryption(call: ApiCall) -> Response[None]:
    services = call.services
    config = services.backup_settings.get(call.owner)
    call.audit_detail(encryption="off")
    services.backup_keys.forget(call.owner)
    if config.enabled:
        rewrite(call.owner, runs=services.backup_runs, queue=services.backup_queue, now=call.now)
    return Response(HTTPStatus.NO_CONTENT)
