"""Keys of the derived table: what is computed from records and logs."""

from schema.keys import Key


def document_key(owner: str, image_id: str) -> Key:
    """What the search index knows of an image."""
    return {"pk": f"FD#{owner}", "sk": image_id}


def posting_key(owner: str, term: str, image_id: str) -> Key:
    """An image that a term finds. A partition holds the terms with the same two first letters, each by time."""
    return {"pk": posting_partition(owner, term), "sk": f"{term}#{image_id}"}


def posting_partition(owner: str, term: str) -> str:
    return f"F#{owner}#{term[:2]}"
