"""English plurals, by the rules that most nouns follow: a search for either form finds both.

The index keeps words as they are written, so a rule that changes needs no new index. Irregular nouns are words of their own.
"""

import re

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_LETTERS = re.compile(r"[a-z]{3,}")
_NO_PLURAL = ("ss", "us", "is")
_SHORTEST_PLURAL = 4


def other_forms(word: str) -> tuple[str, ...]:
    """Without the word itself. Of a word that may be a plural its singulars, otherwise its plurals."""
    if not _LETTERS.fullmatch(word):
        return ()
    return _singulars(word) or _plurals(word)


def _singulars(word: str) -> tuple[str, ...]:
    if not word.endswith("s") or word.endswith(_NO_PLURAL) or len(word) < _SHORTEST_PLURAL:
        return ()
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y", word[:-1]
    stem = word[:-2]
    if word.endswith("es") and (_SIBILANT.search(stem) or stem.endswith("o")):
        return stem, word[:-1]
    return (word[:-1],)


def _plurals(word: str) -> tuple[str, ...]:
    if _SIBILANT.search(word):
        return (word + "es",)
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word[:-1] + "ies",)
    return (word + "s", word + "es") if word.endswith("o") else (word + "s",)
