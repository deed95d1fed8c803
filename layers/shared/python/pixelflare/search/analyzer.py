"""Splits text into the words that searches compare.

Text and queries pass through the same function, so whatever it does to one it does to the other. A change of it needs
a new ANALYZER version, and `make search-rebuild`.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

ANALYZER = 1
MAX_WORD_BYTES = 32
MAX_WORDS = 64
"""Of one field. The rest of a longer text is not searched."""

_WORD = re.compile(r"[^\W_]+")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


def words_of(text: str) -> tuple[str, ...]:
    """The words in order: without case and accents, and split where a name has a seam, like `IMG2024Beach`."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(_folded(part) for word in _WORD.findall(plain) for part in _SEAM.split(word))[:MAX_WORDS]


def spans_of(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """For each piece of the text between seams: the words that it stands for, its start and its end."""
    for word in _WORD.finditer(text):
        seams = [seam.start() for seam in _SEAM.finditer(word[0])]
        for start, end in pairwise((0, *seams, len(word[0]))):
            yield words_of(word[0][start:end]), word.start() + start, word.start() + end


def _folded(word: str) -> str:
    """Without case and without the marks above and below letters, cut to the longest word that the index keeps."""
    letters = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return bare.encode()[:MAX_WORD_BYTES].decode(errors="ignore") or word
