"""Keys of the index of vectors. The owner comes first, as everywhere."""


def vector_key(owner: str, image_id: str) -> str:
    return f"{owner}/{image_id}"


def image_of_vector(owner: str, key: str) -> str | None:
    """The image's id. None for a key of another owner."""
    whose, _, image_id = key.partition("/")
    return image_id if whose == owner else None
