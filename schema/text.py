"""Text that people type, in one spelling and without what can not be seen."""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian words and many emoji are spelled."""


def one_line(text: str) -> str:
    """The text in Unicode's composed form (NFC). Raises ValueError for control and formatting characters."""
    if any(not character.isprintable() and character not in _JOINERS for character in text):
        raise ValueError("control and formatting characters are not allowed")
    return unicodedata.normalize("NFC", text)


def lines(text: str) -> str:
    """Like `one_line`, with line feeds."""
    return "\n".join(map(one_line, text.split("\n")))
