"""Object keys in the buckets."""

import re

from schema.addresses.image_path import ImagePath


def upload_object(owner: str, image_id: str, nonce: str) -> str:
    return f"{owner}/{image_id}/{nonce}"


def parse_upload_object(key: str) -> tuple[str, str, str] | None:
    """(owner, image id, nonce) of a quarantined object, or None for an unknown key."""
    match = re.fullmatch(r"([a-z0-9_-]+)/(img_[0-9A-Z]{26})/([0-9A-Za-z_-]+)", key)
    return (match[1], match[2], match[3]) if match else None


def original_object(owner: str, image_id: str, sha256: str) -> str:
    """The untouched bytes in the originals bucket. An image keeps them through renames, bin and restore.

    The content's hash is part of the key, so two runs with different bytes cannot overwrite each other.
    """
    return f"{original_prefix(owner, image_id)}{sha256}"


def original_prefix(owner: str, image_id: str) -> str:
    """Every stored original of an image."""
    return f"{owner}/{image_id}/"


def public_original(image_path: ImagePath) -> str:
    """The public original on the CDN. The key is the path."""
    return f"{image_path.owner}/{image_path.album}/{image_path.filename}"


def public_variant(image_path: ImagePath, variant: str, extension: str) -> str:
    """A variant on the CDN. The edge function rewrites a viewer's path to exactly this key."""
    return f"{public_original(image_path)}/{variant}.{extension}"


def private_original(image_id: str, extension: str) -> str:
    """The original for viewers of a private or expiring image, in the private bucket."""
    return f"{private_folder(image_id, extension)}/original"


def private_variant(image_id: str, source_extension: str, variant: str, extension: str) -> str:
    return f"{private_folder(image_id, source_extension)}/{variant}.{extension}"


def private_folder(image_id: str, source_extension: str) -> str:
    """The key is the path, and one signature opens everything below it."""
    return f"{private_prefix(image_id)}{source_extension}"


def private_prefix(image_id: str) -> str:
    """Everything that is served of such an image. The behaviour of /p/* requires a signature for each."""
    return f"p/{image_id}."


def expiring_original(image_id: str, extension: str) -> str:
    """The same for an expiring image: in the private bucket, where no behaviour of the edge leads."""
    return f"{expiring_folder(image_id, extension)}/original"


def expiring_variant(image_id: str, source_extension: str, variant: str, extension: str) -> str:
    """Also the location of any image's provisional AVIFs, until a smaller one replaces them elsewhere."""
    return f"{expiring_folder(image_id, source_extension)}/{variant}.{extension}"


def expiring_folder(image_id: str, extension: str) -> str:
    return f"{expiring_prefix(image_id)}{extension}"


def expiring_prefix(image_id: str) -> str:
    return f"e/{image_id}."
