"""What an owner's searches by meaning have used, by month: they are paid for, and belong on the owner's receipt."""

from datetime import datetime

from pixelflare.aws.table import Table
from schema.base import Record
from schema.keys.core import sentences_key

BYTES_OF_TOKEN = 4
"""Of a sentence in UTF-8, about. The model does not say how many it has read."""


class SentenceUsage(Record):
    tokens: int = 0
    """Estimated, a sentence for itself."""
    queries: int = 0
    """Of the index: one for each page of hits that was read."""


class SentenceCounts:
    """In the core table: a row for an owner's month."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, owner: str, sentence: str, *, queries: int, now: datetime) -> None:
        tokens = -(-len(sentence.encode()) // BYTES_OF_TOKEN)
        self._table.update(sentences_key(owner, f"{now:%Y-%m}"), add={"tokens": tokens, "queries": queries})

    def of(self, owner: str, month: str) -> SentenceUsage:
        return SentenceUsage.model_validate(self._table.get(sentences_key(owner, month)) or {})
