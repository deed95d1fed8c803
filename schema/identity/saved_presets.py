"""Options of addresses that an owner has given a name, for use again."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.addresses.option_values import MAX_SEGMENT_LENGTH
from schema.addresses.options import parse_segment
from schema.base import Record
from schema.limits import MAX_PRESET_NAME_LENGTH, MAX_SAVED_PRESETS
from schema.types import one_line

_Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PRESET_NAME_LENGTH),
    AfterValidator(one_line),
]


class SavedPreset(Record):
    """Options of an address by a name, such as `w=300,blur=3`. The name is for people; addresses hold the options."""

    name: _Name
    options: Annotated[str, Field(max_length=MAX_SEGMENT_LENGTH)]


SavedPresets = Annotated[tuple[SavedPreset, ...], Field(max_length=MAX_SAVED_PRESETS)]


def canonical_presets(presets: tuple[SavedPreset, ...]) -> tuple[SavedPreset, ...]:
    """With the options in canonical form. Raises ValueError for options that no address can have, and for a name that
    comes twice. Stored presets are not checked again, so that a change of the options locks nobody out."""
    if len({preset.name for preset in presets}) < len(presets):
        raise ValueError("two presets have the same name")
    return tuple(preset.model_copy(update={"options": parse_segment(preset.options).segment}) for preset in presets)
