"""How an upload ends in the record: accepted, or too late in one of two ways."""

from dataclasses import dataclass

from schema.library.images import PictureFacts


@dataclass(frozen=True)
class Accepted:
    """What is known of an upload once its bytes have been inspected and kept."""

    size_bytes: int
    sha256: str
    upload_etag: str
    facts: PictureFacts
    duplicate_of: str | None = None


class NoLongerReserved(Exception):
    """Another run was faster, or the image is gone. `kept_sha256`: the bytes that the record has, if any."""

    def __init__(self, *, kept_sha256: str | None) -> None:
        super().__init__("the image is not reserved any more")
        self.kept_sha256 = kept_sha256


class PathLost(Exception):
    """The reservation had run out, and its path was given to another image."""
