"""Keys of exports: rows of the ephemeral table, and objects of the bucket of exports."""

from schema.keys import Key

LATEST = "#"
"""The sort key of the row that names an owner's latest export. It sorts before all ids."""


def exports_partition(owner: str) -> str:
    """All exports of an owner, by time."""
    return f"XP#{owner}"


def export_key(owner: str, export_id: str) -> Key:
    return {"pk": exports_partition(owner), "sk": export_id}


def latest_export_key(owner: str) -> Key:
    """Which export the owner has begun last: the next one is begun on the condition that it is still this."""
    return {"pk": exports_partition(owner), "sk": LATEST}


def export_parts_partition(owner: str, export_id: str) -> str:
    return f"XP#{owner}#{export_id}"


def export_part_key(owner: str, export_id: str, number: int) -> Key:
    return {"pk": export_parts_partition(owner, export_id), "sk": f"{number:06}"}


def export_name_key(owner: str, export_id: str, digest: str) -> Key:
    """Says which image has a name in the export; `digest` of the name as Windows compares it."""
    return {"pk": f"XN#{owner}#{export_id}", "sk": digest}


def exports_prefix(owner: str) -> str:
    """All files of an owner's exports."""
    return f"{owner}/"


def export_prefix(owner: str, export_id: str) -> str:
    return f"{exports_prefix(owner)}{export_id}/"


def export_object(owner: str, export_id: str, number: int, run: str) -> str:
    """A part as one run has written it. Another run's is another object, so none is half the one's and half the other's."""
    return f"{export_prefix(owner, export_id)}{number:06}-{run}.zip"
