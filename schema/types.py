"""Types of single values in requests and records."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

from schema.addresses.names import IMAGE_ID_PATTERN, SLUG_PATTERN, TAG_PATTERN
from schema.addresses.presets import PRESETS

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]
Tag = Annotated[str, StringConstraints(pattern=TAG_PATTERN)]
Owner = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
ImageId = Annotated[str, StringConstraints(pattern=IMAGE_ID_PATTERN)]
ImportId = Annotated[str, StringConstraints(pattern=r"^imp_[0-9A-HJKMNP-TV-Z]{26}$")]
ExportId = Annotated[str, StringConstraints(pattern=r"^exp_[0-9A-HJKMNP-TV-Z]{26}$")]


def _known_preset(name: str) -> str:
    if name not in PRESETS:
        raise ValueError(f"no variant named {name!r}; the presets are {', '.join(PRESETS)}")
    return name


_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, halves of characters, and separators of lines. Every kind of space (Zs) is allowed."""
_JOINERS = "\u00ad\u200b\u200c\u200d\u2060"
"""Invisible, but part of the spelling of words and emoji: soft hyphen, joiners, and places where a line may break."""
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_OPEN_DIRECTIONS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
"""Embeddings and isolates, each with the character that closes it. An override (U+202D, U+202E) shows another text."""
_FLAG_TAGS = range(0xE0020, 0xE0080)
"""They spell the flags of regions, such as Scotland's."""


def _no_control_characters(text: str) -> str:
    if not all(map(_is_allowed, text)) or not _ends_each_direction(text):
        raise ValueError("control and formatting characters are not allowed")
    return text


def _is_allowed(character: str) -> bool:
    """Also for a character that this Python's version of Unicode does not know yet."""
    category, point = unicodedata.category(character), ord(character)
    if category == "Cf":
        directions = {*_DIRECTION_MARKS, *_OPEN_DIRECTIONS, *_OPEN_DIRECTIONS.values()}
        return character in _JOINERS or character in directions or point in _FLAG_TAGS
    is_noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return category not in _REFUSED_CATEGORIES and not is_noncharacter


def _ends_each_direction(text: str) -> bool:
    """Whether each embedding and isolate is closed, so that it reorders nothing behind the text."""
    awaited = []
    for character in text:
        if character in _OPEN_DIRECTIONS:
            awaited.append(_OPEN_DIRECTIONS[character])
        elif character in _OPEN_DIRECTIONS.values() and (not awaited or awaited.pop() != character):
            return False
    return not awaited


def one_line(text: str) -> str:
    """The text in Unicode's composed form (NFC). Raises ValueError for control and formatting characters."""
    return unicodedata.normalize("NFC", _no_control_characters(text))


def lines(text: str) -> str:
    """Like `one_line`, with line feeds."""
    return "\n".join(map(one_line, text.split("\n")))


def _in_utc(moment: datetime) -> datetime:
    """In UTC, rounded down to the millisecond, as in records."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("this time is out of range") from beyond
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
VariantName = Annotated[str, AfterValidator(_known_preset)]
Text = Annotated[str, AfterValidator(_no_control_characters)]
Lines = Annotated[str, AfterValidator(lines)]
