"""Cache tags: printable ASCII without commas. CloudFront compares them case-insensitively."""

import hashlib

from schema.addresses.image_path import ImagePath


def image_tag(image_id: str) -> str:
    return image_id.replace("_", "-", 1).lower()


def absence_tag(path: str) -> str:
    """For answers that nothing is at an image's path, or at its short link. Hashed, because capitals make a difference."""
    return f"abs-{hashlib.sha256(path.encode()).hexdigest()[:32]}"


def absence_tags(image_path: ImagePath, image_id: str) -> list[str]:
    """For all answers that an image is not there."""
    return [absence_tag(image_path.path), absence_tag(f"/i/{image_id}")]


def handle_tag(handle: str) -> str:
    """For redirects from a handle's addresses to its owner's."""
    return f"hnd-{handle}"


def profile_tag(owner: str) -> str:
    """For the pages of an owner's profile."""
    return f"prf-{owner}"


def share_tag(share_id: str) -> str:
    """For the pages of a shared album."""
    return share_id.replace("_", "-", 1).lower()


def vendor_key_tag(owner: str, vendor: str) -> str:
    """For redirects that depend on the owner's key of that vendor."""
    return f"vky-{owner}-{vendor}"


def owner_tag(owner: str) -> str:
    """For all of an owner's pictures."""
    return f"own-{owner}"


def cache_tags(image_path: ImagePath, image_id: str) -> str:
    """The value of the cache tag header: the image, its album, its owner."""
    return f"{image_tag(image_id)},alb-{image_path.owner}-{image_path.album},{owner_tag(image_path.owner)}"


def lasting_cache_tags(owner: str, image_id: str) -> str:
    """The same without the album, for addresses that stay when the image moves to another album."""
    return f"{image_tag(image_id)},{owner_tag(owner)}"


def watermark_tag(owner: str, name: str) -> str:
    """For pictures that bear the owner's watermark of that name."""
    return f"wmk-{owner}-{name}"


CACHE_TAG_METADATA = "cache-tag"
CACHE_TAG_HEADER = f"x-amz-meta-{CACHE_TAG_METADATA}"
"""S3 returns an object's metadata under this header. Functions send the same one, and the distribution reads it."""
