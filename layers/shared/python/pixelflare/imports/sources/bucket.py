"""A bucket of any provider that speaks S3: a key's last part is the filename, what is before it the album."""

from pixelflare.aws.foreign_buckets import ForeignBucket
from pixelflare.base.errors import SourceFailed
from pixelflare.imports.sources.source import MAX_BYTES, Found, Listed, album_of, filename_of, is_picture
from schema.library.imports import Wanted
from schema.limits import MAX_FETCHED_ADDRESS_LENGTH


class BucketPictures:
    def __init__(self, bucket: ForeignBucket, *, name: str, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._address = f"s3://{name}/"

    def listed(self, place: str) -> Listed:
        page = self._bucket.listed(self._prefix, after=place)
        found = [self._found(each.key) for each in page if self._is_taken(each.key)]
        return Listed(found, page[-1].key if page else "")

    def fetch(self, address: str) -> bytes:
        body = self._bucket.read(address.removeprefix(self._address), at_most=MAX_BYTES)
        if body is None:
            raise SourceFailed("the bucket has no such object any more")
        return body

    def _is_taken(self, key: str) -> bool:
        return is_picture(key) and len(key) + len(self._address) <= MAX_FETCHED_ADDRESS_LENGTH

    def _found(self, key: str) -> Found:
        folder, _, name = key.removeprefix(self._prefix).rpartition("/")
        wanted = Wanted(filename=filename_of(name), album=album_of(folder))
        return Found(self._address + key, wanted)
