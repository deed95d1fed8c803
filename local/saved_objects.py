"""Bucket objects as files: one for the bytes, one for S3's metadata.

A file's name is a digest of the key. A key may also be a prefix of other keys, and longer than a file name can be.
"""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.files import write_whole

_KEPT = ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Metadata")


class SavedObjects:
    """One folder for each bucket. Only the newest version of a key is kept."""

    def __init__(self, folder: Path, *, s3: Any) -> None:
        self._folder = folder
        self._s3 = s3
        self._turns = [threading.Lock() for _ in range(64)]  # two writers of one key would mix their files

    def load(self, bucket: str) -> int:
        """Restores every saved object. Returns their number."""
        count = 0
        for description in sorted((self._folder / bucket).glob("*/*.json")):
            told = json.loads(description.read_text())
            body = description.with_suffix(".bin").read_bytes()
            self._s3.put_object(Bucket=bucket, Key=told.pop("Key"), Body=body, **told)
            count += 1
        return count

    def save(self, bucket: str, key: str) -> None:
        """Updates the file from the object: written again, or deleted."""
        path = self._path(bucket, key)
        with self._turns[hash(path) % len(self._turns)]:
            self._update(bucket, key, path)

    def _update(self, bucket: str, key: str, path: Path) -> None:
        try:
            found = self._s3.get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            path.unlink(missing_ok=True)
            path.with_suffix(".bin").unlink(missing_ok=True)
            return
        write_whole(path.with_suffix(".bin"), found["Body"].read())
        told = {"Key": key, **{name: found[name] for name in _KEPT if found.get(name)}}
        write_whole(
            path, json.dumps(told, sort_keys=True).encode()
        )  # last, because an object exists once it has its metadata

    def _path(self, bucket: str, key: str) -> Path:
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / bucket / digest[:2] / f"{digest}.json"
