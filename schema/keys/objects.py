"""Object keys in the buckets."""

import re

from schema.addresses.image_path import ImagePath


def upload_object(owner: str, image_id: str, nonce: str) -> str:
    return f"{owner}/{image_id}/{nonce}"


def parse_upload_object(key: str) -> tuple[str, str, str] | None:
    """(owner, image id, nonce) of a quarantined object, or None when the key is not of our making."""
    match = re.fullmatch(r"([a-z0-9_-]+)/(img_[0-9A-Z]{26})/([0-9A-Za-z_-]+)", key)
    return (match[1], match[2], match[3]) if match else None


def original_object(owner: str, image_id: str, sha256: str) -> str:
    """The untouched bytes, in the originals bucket; an image keeps them through renames, bin and restore.

    The content's hash is part of the key, so that two runs with different bytes can not overwrite each other's.
    """
    return f"{original_prefix(owner, image_id)}{sha256}"


def original_prefix(owner: str, image_id: str) -> str:
    """Everything that was ever kept of an image's bytes."""
    return f"{owner}/{image_id}/"


def public_original(image_path: ImagePath) -> str:
    """What the CDN serves as the original: the key is the path."""
    return f"{image_path.owner}/{image_path.album}/{image_path.filename}"


def public_variant(image_path: ImagePath, variant: str, extension: str) -> str:
    """A variant as the CDN serves it: the edge function rewrites a viewer's path to exactly this key."""
    return f"{public_original(image_path)}/{variant}.{extension}"


def private_original(image_id: str, extension: str) -> str:
    """What viewers get as the original of an image that not everybody may see for ever: in the private bucket."""
    return f"{private_folder(image_id, extension)}/original"


def private_variant(image_id: str, source_extension: str, variant: str, extension: str) -> str:
    return f"{private_folder(image_id, source_extension)}/{variant}.{extension}"


def private_folder(image_id: str, source_extension: str) -> str:
    """The key is the path: one signature opens everything below it."""
    return f"{private_prefix(image_id)}{source_extension}"


def private_prefix(image_id: str) -> str:
    """Everything that is served of such an image; the behaviour of /p/* wants a signature for each."""
    return f"p/{image_id}."


def expiring_original(image_id: str, extension: str) -> str:
    """The same of an image that expires: in the private bucket, where no behaviour of the edge leads to."""
    return f"{expiring_folder(image_id, extension)}/original"


def expiring_variant(image_id: str, source_extension: str, variant: str, extension: str) -> str:
    """Also where an AVIF of any image lies that was made quickly, until a smaller one takes its place elsewhere."""
    return f"{expiring_folder(image_id, source_extension)}/{variant}.{extension}"


def expiring_folder(image_id: str, extension: str) -> str:
    return f"{expiring_prefix(image_id)}{extension}"


def expiring_prefix(image_id: str) -> str:
    return f"e/{image_id}."
