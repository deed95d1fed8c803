"""What a backup says of a library, as JSON Lines: enough by itself to rebuild it, and without any secret."""

import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pixelflare.base.errors import SourceFailed
from schema.identity.users import User
from schema.library.albums import Album
from schema.library.images import Image
from schema.library.recognition import Recognition
from schema.library.tags import TagRecord

FORMAT = 1
Sign = Callable[[bytes], str]
CONTENT_TYPE = "application/jsonl"
MOST_BYTES = 32 * 1024 * 1024
"""Of one manifest, when it is read."""
_OPERATIONAL = frozenset(
    {
        *("nonce", "parts", "upload_etag", "stale_paths", "variants_ready", "variant_bytes", "spent_mb_ms"),
        *("counted", "processing_since", "backup_mark"),
    }
)
"""What a record says of its installation, and not of its image. The nonce opens an upload."""
_OF_USERS = frozenset(
    {"owner", "handle", "display_name", "profile_picture", "bio", "website", "github", "created_at", "updated_at"}
    | {"settings", "settings_updated_at"}
)


def library_key(prefix: str, owner: str) -> str:
    """User, albums and tags."""
    return f"{prefix}{owner}/library.jsonl"


def older_library_prefix(prefix: str, owner: str) -> str:
    """Libraries that were in the bucket when another installation, or this one anew, began to use it."""
    return f"{prefix}{owner}/library-until-"


def older_library_key(prefix: str, owner: str, written_at: datetime) -> str:
    return f"{older_library_prefix(prefix, owner)}{written_at:%Y%m%dT%H%M%SZ}.jsonl"


def image_prefix(prefix: str, owner: str) -> str:
    return f"{prefix}{owner}/images/"


def image_manifest_key(prefix: str, owner: str, image_id: str) -> str:
    """The image's record, and what was recognised in it."""
    return f"{image_prefix(prefix, owner)}{image_id}.jsonl"


def original_key(prefix: str, owner: str, image_id: str, sha256: str) -> str:
    """The untouched bytes."""
    return f"{original_prefix(prefix, owner)}{image_id}/{sha256}"


def original_prefix(prefix: str, owner: str) -> str:
    return f"{prefix}{owner}/originals/"


def image_of_key(key: str, *, prefix: str, owner: str) -> str | None:
    """The id of the image that an object belongs to; None for any other object."""
    if key.startswith(start := image_prefix(prefix, owner)):
        return key.removeprefix(start).removesuffix(".jsonl")
    if key.startswith(start := original_prefix(prefix, owner)):
        return key.removeprefix(start).partition("/")[0]
    return None


def library_lines(user: User | None, albums: Sequence[Album], tags: Sequence[TagRecord]) -> bytes:
    lines: list[tuple[str, dict[str, Any]]] = [("backup", {"format": FORMAT})]
    if user:
        lines.append(("user", user.model_dump(mode="json", include=set(_OF_USERS))))
    lines += [("album", album.model_dump(mode="json")) for album in albums]
    lines += [("tag", tag.model_dump(mode="json")) for tag in tags]
    return _bytes_of(lines)


def image_lines(image: Image, recognition: Recognition | None) -> bytes:
    record = image.model_dump(mode="json", exclude=set(_OPERATIONAL))
    record["tags"] = sorted(record["tags"])  # a set has no order, and the same record has the same bytes
    lines = [("image", record)]
    if recognition:
        lines.append(("recognition", recognition.model_dump(mode="json", exclude_none=True)))
    return _bytes_of(lines)


def signed(body: bytes, sign: Sign) -> bytes:
    """With one line more, which only this installation can write."""
    return body + _bytes_of([("signature", {"hmac": sign(body)})])


def check_signature(body: bytes, sign: Sign) -> None:
    """Raises SourceFailed for a manifest that this installation has not written as it is."""
    said, newline, _ = body.rstrip(b"\n").rpartition(b"\n")
    if not hmac.compare_digest(signed(said + newline, sign), body):
        raise SourceFailed("its manifest is not signed by this installation; an operator can restore it")


def read_lines(body: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and record of each line. Raises SourceFailed for what is no manifest, or one of a newer format."""
    try:
        lines = [json.loads(line) for line in body.decode().splitlines()]
        found = [(str(line.pop("type")), line) for line in lines]
    except (ValueError, KeyError, AttributeError, TypeError) as problem:
        raise SourceFailed("a manifest is damaged") from problem
    for kind, record in found:
        if kind == "backup" and record.get("format") != FORMAT:
            raise SourceFailed(f"the backup has format {record.get('format')}; this release reads {FORMAT}")
        yield kind, record


def _bytes_of(lines: Sequence[tuple[str, dict[str, Any]]]) -> bytes:
    texts = (json.dumps({"type": kind} | record, ensure_ascii=False, sort_keys=True) for kind, record in lines)
    return "".join(f"{text}\n" for text in texts).encode()
