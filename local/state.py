"""Keeps an application's data between starts: objects, items, users, secrets, messages.

The store itself is new at every start, and everything is loaded through public APIs. A change is in the folder before its
call is answered, so that a process that is killed loses nothing that anybody was told. Data of resources that a
template no longer declares stay on disk, unchanged.
"""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.appended import whole_lines
from local.files import write_whole
from local.journal import Journal
from local.provisioned import Provisioned, Resolved
from local.rules import waiting_rooms
from local.saved_items import SavedItems
from local.saved_messages import SavedMessages, by_queue
from local.saved_objects import SavedObjects
from local.secret_values import Client, values_to_keep
from local.tables.service import Written

LOOKED_AT_EVERY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class State:
    """The folder of the state. It is the journal's keeper between `start` and `stop`."""

    def __init__(self, folder: Path, *, client: Client, journal: Journal) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # it contains keys and secrets
        self._folder = folder
        self._client = client
        self._journal = journal
        self._objects = SavedObjects(folder / "objects", s3=client("s3"))
        self._items = SavedItems(folder / "tables", dynamodb=client("dynamodb"))
        self._messages = SavedMessages(folder / "messages" / "sent.log")
        self._tables: frozenset[str] = frozenset()
        self._buckets: frozenset[str] = frozenset()
        self._here: Provisioned | None = None
        self.was_there = (folder / "secrets.json").exists()
        self._stopping = threading.Event()
        self._saving = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def secrets(self) -> dict[str, str]:
        path = self._folder / "secrets.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def load(self, here: Provisioned) -> None:
        """Restores objects, items and users. Call it once tables, buckets and pools exist, but no rule."""
        self._here = here
        self._tables = frozenset(each.identifier for each in here.resources("AWS::DynamoDB::Table"))
        self._buckets = frozenset(bucket.identifier for bucket in _own_buckets(here))
        for bucket in sorted(self._buckets):
            self._objects.load(bucket)
        self._items.load(self._tables)
        self._load_users(here)

    def start(self) -> None:
        """Saves the created secrets, and every change from now on. Sends the messages that nobody has consumed."""
        assert self._here is not None, "call load first"
        self.keep_secrets()
        self._write_left_messages()
        self._journal.keeper = self
        self._send_left_messages()
        self._thread.start()

    def stop(self) -> None:
        """Saves the messages that nobody has consumed."""
        self._stopping.set()
        self._thread.join()
        self._journal.keeper = None
        if self._here is not None:
            self._save_messages(self._here)

    # What the journal has kept

    def keep_items(self, written: Written) -> None:
        if own := [change for change in written if change[0] in self._tables]:
            self._items.keep(own)

    def keep_object(self, bucket: str, key: str) -> None:
        if bucket in self._buckets:
            self._objects.save(bucket, key)

    def keep_messages(self, target: str, body: bytes, answer: bytes) -> None:
        self._messages.keep(target, body, answer)

    def keep_users(self) -> None:
        assert self._here is not None, "call load first"
        cognito = self._client("cognito-idp")
        with self._saving:
            for pool in self._here.resources("AWS::Cognito::UserPool"):
                pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool.identifier)
                users = [
                    {"Username": user["Username"], "Attributes": {a["Name"]: a["Value"] for a in user["Attributes"]}}
                    for page in pages
                    for user in page["Users"]
                ]
                lines = "".join(f"{json.dumps(user)}\n" for user in users)
                write_whole(self._folder / "users" / f"{pool.stack}-{pool.logical_id}.jsonl", lines.encode())

    def keep_secrets(self) -> None:
        assert self._here is not None, "call load first"
        with self._saving:
            kept = {**self.secrets(), **values_to_keep(self._here, self._client)}
            write_whole(self._folder / "secrets.json", json.dumps(kept).encode())

    def _run(self) -> None:
        while not self._stopping.wait(LOOKED_AT_EVERY_SECONDS):
            try:
                self._items.shorten(self._tables)
            except OSError as error:
                self._journal.fail(error)

    def _load_users(self, here: Provisioned) -> None:
        """Users get the `sub` that follows from their name, as before (`local.identifiers`)."""
        cognito = self._client("cognito-idp")
        for pool in here.resources("AWS::Cognito::UserPool"):
            for user in whole_lines(self._folder / "users" / f"{pool.stack}-{pool.logical_id}.jsonl"):
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

    def _save_messages(self, here: Provisioned) -> None:
        """Dead-letter queues come last: receiving a message after its last attempt moves it there."""
        sqs = self._client("sqs")
        for queue in sorted(here.resources("AWS::SQS::Queue"), key=lambda each: "RedrivePolicy" not in each.properties):
            # delayed ones first, so that a message that is due now is not missed
            bodies = [*self._journal.delayed_messages(queue.identifier), *_received(sqs, queue.identifier)]
            self._write_messages(queue.identifier.rsplit("/", 1)[1], bodies)
        for url in waiting_rooms(here, sqs=sqs):
            self._write_messages(url.rsplit("/", 1)[1], list(_received(sqs, url)))
        self._messages.clear()

    def _write_left_messages(self) -> None:
        """Messages of a process that was killed, beside those of one that was stopped. A repeated one does no harm."""
        for queue, bodies in by_queue(self._messages.left()).items():
            self._write_messages(queue, [*whole_lines(self._messages_of(queue)), *bodies])
        self._messages.clear()

    def _send_left_messages(self) -> None:
        sqs = self._client("sqs")
        for path in sorted((self._folder / "messages").glob("*.jsonl")):
            try:
                url = sqs.get_queue_url(QueueName=path.stem)["QueueUrl"]
            except sqs.exceptions.QueueDoesNotExist:
                continue  # the templates have no such queue any more
            for body in whole_lines(path):
                sqs.send_message(QueueUrl=url, MessageBody=body)
            path.unlink()

    def _write_messages(self, queue: str, bodies: list[str]) -> None:
        path = self._messages_of(queue)
        if bodies or path.exists():
            write_whole(path, "".join(f"{json.dumps(body)}\n" for body in bodies).encode())

    def _messages_of(self, queue: str) -> Path:
        return self._folder / "messages" / f"{queue}.jsonl"


def _own_buckets(here: Provisioned) -> Iterator[Resolved]:
    """Buckets with the application's data, not with files published at every start."""
    return (bucket for bucket in here.resources("AWS::S3::Bucket") if "PublishedFrom" not in bucket.metadata)


def _received(sqs: Any, queue_url: str) -> Iterator[str]:
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            yield message["Body"]
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
