"""Types of single values in requests and records."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

from schema.addresses.names import IMAGE_ID_PATTERN, SLUG_PATTERN, TAG_PATTERN
from schema.addresses.presets import PRESETS

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]
Tag = Annotated[str, StringConstraints(pattern=TAG_PATTERN)]
ImageId = Annotated[str, StringConstraints(pattern=IMAGE_ID_PATTERN)]


def _known_preset(name: str) -> str:
    if name not in PRESETS:
        raise ValueError(f"no variant named {name!r}; the presets are {', '.join(PRESETS)}")
    return name


_JOINERS = "\u200c\u200d"
"""Invisible, but part of the spelling of Persian words and many emoji."""


def _no_control_characters(text: str) -> str:
    if any(not character.isprintable() and character not in _JOINERS for character in text):
        raise ValueError("control and formatting characters are not allowed")
    return text


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
