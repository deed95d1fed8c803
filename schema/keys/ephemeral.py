"""Keys of the ephemeral table: rate limits, leases, counters, kept answers."""

from schema.keys import Key


def rate_key(operation: str, subject: str) -> Key:
    return {"pk": f"RL#{operation}#{subject}", "sk": "#"}


def lease_key(image_id: str, writer: str) -> Key:
    """Who is about to write served objects of an image. All of an image's writers are one partition."""
    return {"pk": lease_partition(image_id), "sk": writer}


def lease_partition(image_id: str) -> str:
    return f"LS#{image_id}"


def request_count_key(image_id: str) -> Key:
    """How often AVIFs of an image that were made quickly have been asked for again."""
    return {"pk": f"VI#{image_id}", "sk": "#"}


def idempotency_key(owner: str, digest: str) -> Key:
    """`digest` of the key that the caller chose: what stands there is not for our eyes."""
    return {"pk": f"IK#{owner}", "sk": digest}
