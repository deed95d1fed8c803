"""Notices what calls change in the store: it is saved before the call is answered, and pollers are woken."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from urllib.parse import parse_qs
from xml.etree import ElementTree

from werkzeug.wsgi import ClosingIterator

from local.saved_messages import SEEN
from local.tables.service import Written
from local.wsgi import FORM_KEY, Application, Environ, StartResponse, body_of, target_of

_READS = ("Get", "List", "Describe", "AdminGet", "AdminList", "InitiateAuth", "AdminInitiateAuth")
_SECRET_WRITES = (
    "AmazonSSM.PutParameter",
    "secretsmanager.PutSecretValue",
    "secretsmanager.UpdateSecret",
)
_WAKING = ("AmazonSQS.Send", "AmazonSQS.ChangeMessageVisibility", "AWSEvents.PutEvents")


class Keeper(Protocol):
    """Saves changes. What it cannot save raises OSError."""

    def keep_items(self, written: Written) -> None: ...
    def keep_object(self, bucket: str, key: str) -> None: ...
    def keep_messages(self, target: str, body: bytes, answer: bytes) -> None: ...
    def keep_users(self) -> None: ...
    def keep_secrets(self) -> None: ...


class Journal:
    """Whoever saves, and whether that has failed. From a failure on, nothing that changes anything is answered."""

    def __init__(self, *, on_failure: Callable[[], None] = lambda: None) -> None:
        self.keeper: Keeper | None = None
        self.failure: OSError | None = None
        self._on_failure = on_failure
        self._lock = threading.Lock()
        self._delayed: dict[str, list[tuple[float, str]]] = {}  # queue -> when messages are due, and their bodies

    def keep(self, save: Callable[[Keeper], None]) -> None:
        """Raises OSError if this, or anything before, could not be saved."""
        if self.failure is not None:
            raise self.failure
        if self.keeper is not None:
            try:
                save(self.keeper)
            except OSError as error:
                self.fail(error)
                raise

    def fail(self, error: OSError) -> None:
        self.failure = self.failure or error
        self._on_failure()

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
    """`application` whose changes are saved before they are answered. `wake` is called for changes that pollers wait
    for."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        target = target_of(environ)
        keys = _written_objects(environ, target)
        body = body_of(environ) if target.startswith("AmazonSQS.") else b""
        told: list[Any] = []
        try:
            answer = application(environ, lambda *arguments: told.append(arguments))
            if str(told[0][0]).startswith("2"):
                answer = [_whole(answer)]
                _keep(target, keys, body, answer[0], journal)
        except OSError as error:  # the disk is full, or there is none any more
            return _not_saved(error, start_response)
        start_response(*told[0])
        if str(told[0][0]).startswith("2") and (keys or target.startswith(_WAKING)):
            wake()
        return answer

    return guarded


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        if isinstance(answer, ClosingIterator):
            answer.close()


def _not_saved(error: OSError, start_response: StartResponse) -> Iterable[bytes]:
    text = f"not saved: {error.strerror}".encode()
    start_response("500 Internal Server Error", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]


def _keep(target: str, objects: list[tuple[str, str]], body: bytes, answer: bytes, journal: Journal) -> None:
    service, _, operation = target.partition(".")
    for bucket, key in objects:
        journal.keep(lambda keeper, bucket=bucket, key=key: keeper.keep_object(bucket, key))  # type: ignore[misc]
    if target.startswith("AmazonSQS.Send"):
        journal.messages_sent(body)
    if target in SEEN:
        journal.keep(lambda keeper: keeper.keep_messages(target, body, answer))
    elif target in _SECRET_WRITES:
        journal.keep(lambda keeper: keeper.keep_secrets())
    elif service == "AWSCognitoIdentityProviderService" and not operation.startswith(_READS):
        journal.keep(lambda keeper: keeper.keep_users())


def _written_objects(environ: Environ, target: str) -> list[tuple[str, str]]:
    """The objects that an S3 call writes or deletes: bucket and key. Parts are none yet."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if target or method not in ("PUT", "POST", "DELETE") or path == "/" or path.startswith("/2020-05-31/"):
        return []
    bucket, _, key = path.encode("latin-1").decode().lstrip("/").partition("/")  # WSGI passes bytes as Latin-1 text
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if FORM_KEY in environ:
        return [(bucket, environ[FORM_KEY])]
    if method == "POST" and "delete" in query:
        return [(bucket, key) for key in _deleted(body_of(environ))]
    is_part = "uploads" in query or ("uploadId" in query and method != "POST")
    return [(bucket, key)] if key and not is_part else []


def _deleted(body: bytes) -> list[str]:
    """The keys of a DeleteObjects call, or none if it is not well-formed: then the store refuses it."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - its signature was checked
    except ElementTree.ParseError:
        return []
    return [each.text or "" for each in root.iter() if each.tag.rsplit("}", 1)[-1] == "Key"]
