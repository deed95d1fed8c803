"""Keys of the derived table: what is computed from records and logs."""

from hashlib import sha256

from schema.keys import Key

SHORTEST_PREFIX = 2
"""Letters that a search by prefix needs at least: those that name a partition."""


def document_key(owner: str, image_id: str) -> Key:
    """What the search index knows of an image."""
    return {"pk": document_partition(owner), "sk": image_id}


def document_partition(owner: str) -> str:
    """All documents of an owner, by time."""
    return f"FD#{owner}"


def owner_of_documents(partition: str) -> str | None:
    """None for a partition of anything else."""
    return partition.removeprefix("FD#") if partition.startswith("FD#") else None


def posting_key(owner: str, term: str, image_id: str) -> Key:
    """An image that a term finds."""
    return {"pk": posting_partition(owner, term), "sk": f"{posting_prefix(term)}{image_id}"}


def posting_partition(owner: str, term: str) -> str:
    """Words with the same two first letters; or all filters of a kind, which no prefix of a word finds."""
    name, colon, _ = term.partition(":")
    return f"F#{owner}#{name}:" if colon else f"F#{owner}#{term[:SHORTEST_PREFIX]}"


def posting_prefix(term: str) -> str:
    """All images that a term finds, by time."""
    return f"{term}#"


def cost_key(owner: str, image_id: str) -> Key:
    """What an image has cost so far, but for views. It outlives the image."""
    return {"pk": cost_partition(owner), "sk": image_id}


def cost_partition(owner: str) -> str:
    """All of an owner's, by time."""
    return f"CR#{owner}"


def cost_owner_key(owner: str) -> Key:
    """An owner who has any."""
    return {"pk": "CO#", "sk": owner}


MONTH_SHARDS = 8
"""Rows that share a month's counts, so that runs beside each other seldom meet in one."""


def month_key(owner: str, day: str, image_id: str, *, album: str | None) -> Key:
    """The part of a month's counts that an image belongs to: of all the owner's images, or of an album's."""
    partition = f"FM#{owner}" if album is None else f"FM#{owner}#{album}"
    shard = sha256(image_id.encode()).digest()[0] % MONTH_SHARDS
    return {"pk": partition, "sk": f"{day[:7]}#{shard}"}
