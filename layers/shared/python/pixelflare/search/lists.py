"""What the lists of the index say of an image: yes, no, or unknown where a list was not read to its end."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from pixelflare.search.document import Posting, SearchDocument
from pixelflare.search.query import Range, Term
from schema.keys.derived import document_key, document_partition, posting_partition, posting_prefix

PAGE = 1_000
"""Postings that are read of a term: about 110 KB, or 14 read units."""
NOTHING = "~"
"""The start of a list's complete part, behind every id."""
_ID_LENGTH = 30


@dataclass(frozen=True)
class PostingList:
    postings: Mapping[str, Posting]
    """By image id."""
    known_from: str = ""
    """The list has all images from this id on. Empty if it has all."""

    def has(self, image_id: str) -> bool | None:
        if image_id in self.postings:
            return True
        return False if image_id >= self.known_from else None


@dataclass(frozen=True)
class Documents:
    newest_first: list[SearchDocument]
    known_from: str


class Postings:
    """Reads the index, a page at a time, newest first."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(self, owner: str, term: Term, created: Range) -> PostingList:
        if term.is_prefix:
            return self._words_that_begin(owner, term.text, created)
        prefix = posting_prefix(term.text)
        condition = Condition(
            "#pk = :pk AND #sk BETWEEN :low AND :high",
            {
                ":pk": posting_partition(owner, term.text),
                ":low": f"{prefix}{created.low}",
                ":high": f"{prefix}{created.high}",
            },
        )
        read = self._table.query(condition, limit=PAGE, newest_first=True)
        found = {image_id: _posting(item) for item in read.items if (image_id := _image_id(item, prefix, created))}
        return PostingList(found, known_from=min(found, default=NOTHING) if read.last_key else "")

    def _words_that_begin(self, owner: str, prefix: str, created: Range) -> PostingList:
        """Sorted by word, not by time: so a list that is not read to its end knows of no image that it lacks one."""
        condition = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)", {":pk": posting_partition(owner, prefix), ":prefix": prefix}
        )
        read = self._table.query(condition, limit=PAGE)
        found: defaultdict[str, list[Posting]] = defaultdict(list)
        for item in read.items:
            image_id = item["sk"].partition("#")[2]
            if created.low <= image_id < created.high:
                found[image_id].append(_posting(item))
        together = {image_id: in_one(postings) for image_id, postings in found.items()}
        return PostingList(together, known_from=NOTHING if read.last_key else "")

    def documents(self, owner: str, image_ids: list[str]) -> dict[str, SearchDocument]:
        """By image id. Read as they were up to a second ago, at half the price."""
        found = self._table.get_many([document_key(owner, each) for each in image_ids], consistent=False)
        return {item["image_id"]: SearchDocument.model_validate(item) for item in found}

    def newest_documents(self, owner: str, created: Range, *, limit: int) -> Documents:
        condition = Condition(
            "#pk = :pk AND #sk BETWEEN :low AND :high",
            {":pk": document_partition(owner), ":low": created.low, ":high": created.high},
        )
        read = self._table.query(condition, limit=limit, newest_first=True)
        there = [item for item in read.items if item["terms"] and item["image_id"] < created.high]
        found = [SearchDocument.model_validate(item) for item in there]
        return Documents(found, known_from=read.last_key["sk"] if read.last_key else "")


def in_one(postings: list[Posting]) -> Posting:
    """Of several words that count as one."""
    return Posting(weight=sum(each.weight for each in postings), length=postings[0].length)


def _image_id(item: Item, prefix: str, created: Range) -> str | None:
    """None for what only looks like the term: a licence may have any character."""
    image_id = str(item["sk"]).removeprefix(prefix)
    return image_id if len(image_id) == _ID_LENGTH and created.low <= image_id < created.high else None


def _posting(item: Item) -> Posting:
    told = {name: item.get(name) for name in ("look_hash", "vector_code")}
    return Posting(weight=item["weight"], length=item["length"], **told)
