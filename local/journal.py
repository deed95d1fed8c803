"""Notices what calls change in the store, for saving and for waking pollers."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from local.wsgi import FORM_KEY, Application, Environ, StartResponse, body_of, target_of

_TABLE_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement")
_READS = ("Get", "List", "Describe", "AdminGet", "AdminList", "InitiateAuth", "AdminInitiateAuth")
_SECRET_WRITES = (
    "AmazonSSM.PutParameter",
    "secretsmanager.PutSecretValue",
    "secretsmanager.UpdateSecret",
)
_WAKING = ("AmazonSQS.Send", "AmazonSQS.ChangeMessageVisibility", "AWSEvents.PutEvents")


@dataclass
class Changes:
    """The changes since the last take. An object without a key stands for its whole bucket."""

    objects: set[tuple[str, str | None]] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    users: bool = False
    secrets: bool = False

    def __bool__(self) -> bool:
        return bool(self.objects or self.tables or self.users or self.secrets)


class Journal:
    """Collects changes from any thread. `tables` are the names to look for."""

    def __init__(self) -> None:
        self.tables: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._changes = Changes()
        self._delayed: dict[str, list[tuple[float, str]]] = {}  # queue -> when messages are due, and their bodies

    def take(self) -> Changes:
        with self._lock:
            taken, self._changes = self._changes, Changes()
            return taken

    def put_back(self, changes: Changes) -> None:
        """Restores the changes after a failed save."""
        with self._lock:
            self._changes.objects |= changes.objects
            self._changes.tables |= changes.tables
            self._changes.users |= changes.users
            self._changes.secrets |= changes.secrets

    def object_written(self, bucket: str, key: str | None) -> None:
        with self._lock:
            self._changes.objects.add((bucket, key))

    def items_written(self, body: bytes) -> None:
        with self._lock:
            self._changes.tables |= {name for name in self.tables if name.encode() in body}

    def users_changed(self) -> None:
        with self._lock:
            self._changes.users = True

    def secrets_changed(self) -> None:
        with self._lock:
            self._changes.secrets = True

    def messages_sent(self, body: bytes) -> None:
        """Remembers the delayed messages of a `SendMessage` or `SendMessageBatch`, because the store shows them to
        nobody."""
        call = json.loads(body)
        now = time.monotonic()
        sent = [(now + (each.get("DelaySeconds") or 0), each["MessageBody"]) for each in call.get("Entries", [call])]
        with self._lock:
            known = self._delayed.get(_queue(call["QueueUrl"]), [])
            self._delayed[_queue(call["QueueUrl"])] = [(due, text) for due, text in known + sent if due > now]

    def delayed_messages(self, queue_url: str) -> list[str]:
        """The bodies of messages that cannot be received yet because of their delay."""
        now = time.monotonic()
        with self._lock:
            return [text for due, text in self._delayed.get(_queue(queue_url), []) if due > now]


def _queue(url: str) -> str:
    return url.rsplit("/", 1)[1]  # the same queue has several host names


def watched(application: Application, *, journal: Journal, wake: Callable[[], None]) -> Application:
    """`application` that reports every successful change to the journal. `wake` is called for changes that pollers wait
    for."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        target = target_of(environ)
        body = body_of(environ) if target.startswith(("DynamoDB_", "AmazonSQS.Send")) else b""
        statuses: list[str] = []

        def noticed(status: str, *rest: object) -> object:
            statuses.append(status)
            return start_response(status, *rest)

        answer = application(environ, noticed)
        if statuses and statuses[0].startswith("2"):
            _note(environ, target, body, journal)
            if _wakes(environ, target):
                wake()
        return answer

    return guarded


def _note(environ: Environ, target: str, body: bytes, journal: Journal) -> None:
    service, _, operation = target.partition(".")
    if service.startswith("DynamoDB_"):
        if operation in _TABLE_WRITES:
            journal.items_written(body)
    elif target.startswith("AmazonSQS.Send"):
        journal.messages_sent(body)
    elif target in _SECRET_WRITES:
        journal.secrets_changed()
    elif service == "AWSCognitoIdentityProviderService":
        if not operation.startswith(_READS):
            journal.users_changed()
    elif _writes_object(environ, target):
        path = environ["PATH_INFO"].encode("latin-1").decode()  # WSGI passes bytes as Latin-1 text
        bucket, _, key = path.lstrip("/").partition("/")
        journal.object_written(bucket, environ.get(FORM_KEY) or key or None)


def _writes_object(environ: Environ, target: str) -> bool:
    path = environ["PATH_INFO"]
    is_other = target or path.startswith(("/moto-api/", "/2020-05-31/")) or path == "/"
    return not is_other and environ["REQUEST_METHOD"] in ("PUT", "POST", "DELETE")


def _wakes(environ: Environ, target: str) -> bool:
    return target.startswith(_WAKING) or _writes_object(environ, target)
