"""Bucket objects as files: one for the bytes, one for S3's metadata.

A file's name is a digest of the key. A key may also be a prefix of other keys, and longer than a file name can be.
"""

import hashlib
import json
from collections.abc import Iterable
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
        try:
            found = self._s3.get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            self._remove(bucket, key)
            return
        path = self._path(bucket, key)
        write_whole(path.with_suffix(".bin"), found["Body"].read())
        told = {"Key": key, **{name: found[name] for name in _KEPT if found.get(name)}}
        write_whole(
            path, json.dumps(told, sort_keys=True).encode()
        )  # last, because an object exists once it has its metadata

    def save_all(self, bucket: str) -> None:
        """For changes with unknown keys: compares the whole bucket with the files."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        stored = {each["Key"] for page in pages for each in page.get("Contents", [])}
        saved = set(self._keys((self._folder / bucket).glob("*/*.json")))
        for key in saved - stored:
            self._remove(bucket, key)
        for key in stored:
            self.save(bucket, key)

    def _keys(self, descriptions: Iterable[Path]) -> Iterable[str]:
        return (json.loads(path.read_text())["Key"] for path in descriptions)

    def _remove(self, bucket: str, key: str) -> None:
        path = self._path(bucket, key)
        path.unlink(missing_ok=True)
        path.with_suffix(".bin").unlink(missing_ok=True)

    def _path(self, bucket: str, key: str) -> Path:
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / bucket / digest[:2] / f"{digest}.json"
