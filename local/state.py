"""Keeps an application's data between starts, through public APIs only: objects, items, users, secrets, messages.

The store itself is new at every start. Data of resources that a template no longer declares stay on disk, unchanged.
"""

import base64
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.files import write_whole
from local.journal import Changes, Journal
from local.provisioned import Provisioned, Resolved
from local.saved_objects import SavedObjects
from local.secret_values import Client, values_to_keep

SAVED_EVERY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class State:
    """The folder of the state, and the thread that updates it."""

    def __init__(self, folder: Path, *, client: Client, journal: Journal) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # it contains keys and secrets
        self._folder = folder
        self._client = client
        self._journal = journal
        self._objects = SavedObjects(folder / "objects", s3=client("s3"))
        self._here: Provisioned | None = None
        self._stopping = threading.Event()
        self._saving = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def secrets(self) -> dict[str, str]:
        path = self._folder / "secrets.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def load(self, here: Provisioned) -> None:
        """Restores everything. Call it once tables, buckets, queues and pools exist."""
        self._here = here
        self._journal.tables = frozenset(each.identifier for each in here.resources("AWS::DynamoDB::Table"))
        for bucket in _own_buckets(here):
            self._objects.load(bucket.identifier)
        for table in self._journal.tables:
            self._load_items(table)
        self._load_users(here)
        self._load_messages(here)
        self._journal.take()  # what was just restored has not changed

    def start(self) -> None:
        """Saves the created secrets, and every change from now on."""
        assert self._here is not None, "call load first"
        self._save_secrets(self._here)
        self._thread.start()

    def stop(self) -> None:
        """Saves the rest, and the messages that nobody has consumed."""
        self._stopping.set()
        self._thread.join()
        try:
            self.save()
        finally:
            if self._here is not None:
                self._save_messages(self._here)

    def save(self) -> None:
        """Updates the folder from the store. A failed save is retried with the next one."""
        with self._saving:
            changes = self._journal.take()
            try:
                if changes and self._here is not None:
                    self._save(changes, self._here)
            except BaseException:
                self._journal.put_back(changes)
                raise

    def _run(self) -> None:
        while not self._stopping.wait(SAVED_EVERY_SECONDS):
            try:
                self.save()
            except Exception as error:  # noqa: BLE001 - the top of a thread; without it nothing is saved any more
                _log.error("not saved, retrying in %g s: %r", SAVED_EVERY_SECONDS, error)

    def _save(self, changes: Changes, here: Provisioned) -> None:
        kept = {bucket.identifier for bucket in _own_buckets(here)}
        whole = {bucket for bucket, key in changes.objects if key is None} & kept
        for bucket, key in changes.objects:
            if key is not None and bucket in kept - whole:
                self._objects.save(bucket, key)
        for bucket in whole:
            self._objects.save_all(bucket)
        for table in changes.tables:
            self._save_items(table)
        if changes.users:
            self._save_users(here)
        if changes.secrets:
            self._save_secrets(here)

    def _save_items(self, table: str) -> None:
        pages = self._client("dynamodb").get_paginator("scan").paginate(TableName=table)
        lines = [json.dumps(item, default=_bytes_as_text) for page in pages for item in page["Items"]]
        write_whole(self._folder / "tables" / f"{table}.jsonl", "".join(f"{line}\n" for line in lines).encode())

    def _load_items(self, table: str) -> None:
        dynamodb = self._client("dynamodb")
        for item in _lines(self._folder / "tables" / f"{table}.jsonl"):
            dynamodb.put_item(TableName=table, Item={name: _with_bytes(value) for name, value in item.items()})

    def _save_users(self, here: Provisioned) -> None:
        cognito = self._client("cognito-idp")
        for pool in here.resources("AWS::Cognito::UserPool"):
            pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool.identifier)
            users = [
                {"Username": user["Username"], "Attributes": {a["Name"]: a["Value"] for a in user["Attributes"]}}
                for page in pages
                for user in page["Users"]
            ]
            lines = "".join(f"{json.dumps(user)}\n" for user in users)
            write_whole(self._folder / "users" / f"{pool.stack}-{pool.logical_id}.jsonl", lines.encode())

    def _load_users(self, here: Provisioned) -> None:
        """Users get the `sub` that follows from their name, as before (`local.identifiers`)."""
        cognito = self._client("cognito-idp")
        for pool in here.resources("AWS::Cognito::UserPool"):
            for user in _lines(self._folder / "users" / f"{pool.stack}-{pool.logical_id}.jsonl"):
                attributes = dict(user["Attributes"])
                sub = attributes.pop("sub")
                name = attributes["email"] if user["Username"] == sub else user["Username"]
                made = cognito.admin_create_user(
                    UserPoolId=pool.identifier,
                    Username=name,
                    MessageAction="SUPPRESS",
                    UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
                )
                now = {each["Name"]: each["Value"] for each in made["User"]["Attributes"]}["sub"]
                if now != sub:
                    _log.error("user %s was %s and is now %s: the user's data are unreachable", name, sub, now)

    def _save_secrets(self, here: Provisioned) -> None:
        kept = {**self.secrets(), **values_to_keep(here, self._client)}
        write_whole(self._folder / "secrets.json", json.dumps(kept).encode())

    def _save_messages(self, here: Provisioned) -> None:
        """Dead-letter queues come last: receiving a message after its last attempt moves it there."""
        sqs = self._client("sqs")
        for queue in sorted(here.resources("AWS::SQS::Queue"), key=lambda each: "RedrivePolicy" not in each.properties):
            delayed = self._journal.delayed_messages(
                queue.identifier
            )  # first, so that a message that is due now is not missed
            bodies = [*delayed, *_received(sqs, queue.identifier)]
            lines = "".join(f"{json.dumps(body)}\n" for body in bodies)
            path = self._folder / "messages" / f"{queue.stack}-{queue.logical_id}.jsonl"
            if bodies or path.exists():
                write_whole(path, lines.encode())

    def _load_messages(self, here: Provisioned) -> None:
        sqs = self._client("sqs")
        for queue in here.resources("AWS::SQS::Queue"):
            path = self._folder / "messages" / f"{queue.stack}-{queue.logical_id}.jsonl"
            for body in _lines(path):
                sqs.send_message(QueueUrl=queue.identifier, MessageBody=body)
            path.unlink(missing_ok=True)


def _own_buckets(here: Provisioned) -> Iterator[Resolved]:
    """Buckets with the application's data, not with files published at every start."""
    return (bucket for bucket in here.resources("AWS::S3::Bucket") if "PublishedFrom" not in bucket.metadata)


def _received(sqs: Any, queue_url: str) -> Iterator[str]:
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            yield message["Body"]
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


def _lines(path: Path) -> Iterator[Any]:
    if path.exists():
        for line in path.read_text().splitlines():
            yield json.loads(line)


def _bytes_as_text(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _with_bytes(value: Mapping[str, Any]) -> dict[str, Any]:
    """A DynamoDB value read from JSON, with binary parts as bytes."""
    (kind, content), *_ = value.items()
    if kind == "B":
        return {kind: base64.b64decode(content)}
    if kind == "BS":
        return {kind: [base64.b64decode(each) for each in content]}
    if kind == "L":
        return {kind: [_with_bytes(each) for each in content]}
    if kind == "M":
        return {kind: {name: _with_bytes(each) for name, each in content.items()}}
    return {kind: content}
