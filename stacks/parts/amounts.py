"""Settings that are numbers, each checked by itself or against the others."""

import re

from constructs import Construct

from schema import limits

LIMITS = {
    "uploads_per_hour": limits.UPLOADS_PER_HOUR,
    "reads_per_hour": limits.READS_PER_HOUR,
    "writes_per_hour": limits.WRITES_PER_HOUR,
    "purges_per_day": limits.PURGES_PER_DAY,
    "anonymous_per_minute": limits.ANONYMOUS_PER_MINUTE,
    "analytics_per_minute": limits.ANALYTICS_PER_MINUTE,
    "variants_per_hour": limits.VARIANTS_PER_HOUR,
    "image_variants_per_day": limits.VARIANTS_OF_IMAGE_PER_DAY,
    "owner_variants_per_hour": limits.VARIANTS_OF_OWNER_PER_HOUR,
    "meaning_per_hour": limits.MEANING_PER_HOUR,
    "classifications_per_month": limits.CLASSIFICATIONS_PER_MONTH,
    "brake_stored_only": 0,
}
"""What bounds work and money, with the defaults. 0 turns one off."""


def limits_of(scope: Construct) -> dict[str, int]:
    """Raises ValueError."""
    found = {name: whole_number(scope, name, default) for name, default in LIMITS.items()}
    return found | {"brake_no_uploads": _brake_no_uploads(scope, before=found["brake_stored_only"])}


def _brake_no_uploads(scope: Construct, *, before: int) -> int:
    """In dollars; 0 never stops uploads. What is stored is served before and after."""
    given = whole_number(scope, "brake_no_uploads", 0)
    if given and given < before:
        raise ValueError(f"brake_no_uploads: the second level, at {given} dollars, comes after the first, at {before}")
    return given


def days(scope: Construct, name: str, default: int) -> int:
    """How long something is kept."""
    given = scope.node.try_get_context(name)
    value = str(default if given is None else given)
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise ValueError(f"{name}: {value} is no whole number of days from 1 to 9999")
    return int(value)


def whole_number(scope: Construct, name: str, default: int) -> int:
    given = scope.node.try_get_context(name)
    value = str(default if given is None else given)
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"{name}: {value} is no whole number; 0 turns this limit off")
    return int(value)
