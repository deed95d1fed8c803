"""Keys of the ephemeral table: rate limits, leases, counters, stored answers."""

from schema.keys import Key


def rate_key(operation: str, subject: str) -> Key:
    return {"pk": f"RL#{operation}#{subject}", "sk": "#"}


def lease_key(image_id: str, writer: str) -> Key:
    """Writers of an image's served objects. All of an image's writers are in one partition."""
    return {"pk": lease_partition(image_id), "sk": writer}


def lease_partition(image_id: str) -> str:
    return f"LS#{image_id}"


def request_count_key(image_id: str) -> Key:
    """The request counter of an image's provisional AVIFs."""
    return {"pk": f"VI#{image_id}", "sk": "#"}


def wish_key(image_id: str, what: str) -> Key:
    """A variant that is being finished for viewers who could not wait, or that was given up."""
    return {"pk": f"WI#{image_id}", "sk": what}


def marked_key(owner: str, watermark: str, image_id: str) -> Key:
    """An image of which there are variants with this watermark of its owner."""
    return {"pk": f"WM#{owner}#{watermark}", "sk": image_id}


def idempotency_key(owner: str, digest: str) -> Key:
    """`digest` of the caller's key. The stored answer is encrypted."""
    return {"pk": f"IK#{owner}", "sk": digest}


WAITING_ITEM, ENDED_ITEM = "W#", "E#"
"""How the sort keys begin of an import's pictures: those that are still to do, and those that are done."""


def import_key(owner: str, import_id: str) -> Key:
    return {"pk": imports_partition(owner), "sk": import_id}


def imports_partition(owner: str) -> str:
    """All imports of an owner, by time."""
    return f"IP#{owner}"


def import_item_key(owner: str, import_id: str, state: str, number: int) -> Key:
    return {"pk": import_partition(owner, import_id), "sk": f"{state}{number:06}"}


def import_partition(owner: str, import_id: str) -> str:
    """All pictures of an import."""
    return f"IP#{owner}#{import_id}"


def delivery_key(owner: str, webhook_id: str, delivery_id: str) -> Key:
    """An event on its way to an endpoint. An endpoint's deliveries are one partition, by time."""
    return {"pk": f"WD#{owner}#{webhook_id}", "sk": delivery_id}


def place_key(name: str, number: int) -> Key:
    """One of the places to send deliveries from."""
    return {"pk": f"WP#{name}", "sk": str(number)}


SWEEP_PLACE: Key = {"pk": "CU#orphans", "sk": "#"}
"""How far the search for objects that no record knows has come."""
