"""An index of vectors in Amazon S3 Vectors.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-limitations.html"""

from collections.abc import Iterator, Sequence
from typing import Any

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from schema.keys.vectors import image_of_vector, vector_key
from schema.library.meaning import OWNER

_READ_AT_ONCE = 100
_MOST = 500
"""Neighbours that a question gives at most, in pages of a hundred."""


class S3Vectors:
    """The vectors of all owners, by owner and image. Its methods raise Unavailable."""

    def __init__(self, index: str) -> None:
        """`index`: its ARN."""
        self._index = index

    def put(self, owner: str, image_id: str, vector: Sequence[float]) -> None:
        """Replaces what the image had."""
        entry = {
            "key": vector_key(owner, image_id),
            "data": {"float32": list(vector)},
            "metadata": {OWNER: owner},
        }
        self._ask("put_vectors", vectors=[entry])

    def delete(self, owner: str, image_id: str) -> None:
        """Does nothing for an image without a vector."""
        self._ask("delete_vectors", keys=[vector_key(owner, image_id)])

    def nearest(self, owner: str, vector: Sequence[float]) -> Iterator[list[str]]:
        """Ids of the owner's images, page by page, the nearest first."""
        asked: dict[str, Any] = {
            "topK": _MOST,
            "queryVector": {"float32": list(vector)},
            "filter": {OWNER: {"$eq": owner}},
        }
        while True:
            answer = self._ask("query_vectors", **asked)
            ids = (image_of_vector(owner, each["key"]) for each in answer["vectors"])
            yield [image_id for image_id in ids if image_id is not None]
            if "nextToken" not in answer:
                return
            asked["nextToken"] = answer["nextToken"]

    def standing(self, owner: str, image_ids: Sequence[str]) -> set[str]:
        """Those that have a vector."""
        found: set[str] = set()
        for start in range(0, len(image_ids), _READ_AT_ONCE):
            keys = {vector_key(owner, each): each for each in image_ids[start : start + _READ_AT_ONCE]}
            found |= {keys[each["key"]] for each in self._ask("get_vectors", keys=list(keys))["vectors"]}
        return found

    def _ask(self, operation: str, **asked: Any) -> dict[str, Any]:
        with outages_are_unavailable("S3 Vectors"):
            answer: dict[str, Any] = getattr(client("s3vectors"), operation)(indexArn=self._index, **asked)
        return answer
