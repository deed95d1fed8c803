"""Where things live: table keys, index keys, object keys and cache tags. Spelled here and nowhere else.

Every key of the core table starts with the owner taken from the caller's identity, except the pointer that leads
from an image's id to its owner.
"""

import re
from typing import NamedTuple

Key = dict[str, str]

BY_ALBUM_OR_BIN = "by-album-or-bin"
"""Index 1, on g1pk and g1sk: an album's images newest first; an owner's bin, last deleted first."""


class Place(NamedTuple):
    """Where an image is seen on the CDN: its path is /{owner}/{album}/{filename}."""

    owner: str
    album: str
    filename: str

    @property
    def path(self) -> str:
        return "/" + "/".join(self)


# Core table


def owner_partition(owner: str) -> str:
    return f"O#{owner}"


def image_key(owner: str, image_id: str) -> Key:
    """A live image; the partition's range of I# is an owner's images by time."""
    return {"pk": owner_partition(owner), "sk": f"I#{image_id}"}


def bin_key(owner: str, image_id: str) -> Key:
    """A deleted image. Moved, not flagged: a read of live images can never return it."""
    return {"pk": owner_partition(owner), "sk": f"D#{image_id}"}


def path_key(place: Place) -> Key:
    """The claim that makes (owner, album, filename) unique, and leads from a CDN path to its image."""
    return {"pk": owner_partition(place.owner), "sk": f"{path_prefix(place.album)}{place.filename}"}


def path_prefix(album: str) -> str:
    """All path claims of an album."""
    return f"P#{album}#"


def id_key(image_id: str) -> Key:
    """Leads from an image's id to its owner, for /i/{id}."""
    return {"pk": f"IM#{image_id}", "sk": "#"}


def tag_key(owner: str, tag: str, image_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{tag_prefix(tag)}{image_id}"}


def tag_prefix(tag: str) -> str:
    """All live images with a tag, by time."""
    return f"TI#{tag}#"


def content_key(owner: str, sha256: str, image_id: str) -> Key:
    """An image with these bytes, live or in the bin; goes when the image goes for good."""
    return {"pk": owner_partition(owner), "sk": f"{content_prefix(sha256)}{image_id}"}


def content_prefix(sha256: str) -> str:
    """All of an owner's images with the same bytes, by time."""
    return f"C#{sha256}#"


def album_key(owner: str, album: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"A#{album}"}


def album_listing(owner: str, album: str, image_id: str) -> Key:
    """Index 1: an album's images, by time."""
    return {"g1pk": f"O#{owner}#A#{album}", "g1sk": image_id}


def bin_listing(owner: str, deleted_at: str, image_id: str) -> Key:
    """Index 1: an owner's bin, by the time of deletion."""
    return {"g1pk": f"O#{owner}#BIN", "g1sk": f"{deleted_at}#{image_id}"}


def tag_record_key(owner: str, tag: str) -> Key:
    """What an owner says of a tag; the images that have it are the range of `tag_prefix`."""
    return {"pk": owner_partition(owner), "sk": f"T#{tag}"}


def user_key(owner: str) -> Key:
    """The user behind an owner: profile, settings, the ids of the live API keys."""
    return {"pk": owner_partition(owner), "sk": "#U"}


def identity_key(issuer_and_subject: str) -> Key:
    """Leads from a login, as its HMAC, to the owner."""
    return {"pk": f"ID#{issuer_and_subject}", "sk": "#"}


def handle_key(handle: str) -> Key:
    """The claim that makes a handle unique, and leads to its owner."""
    return {"pk": f"H#{handle}", "sk": "#"}


def api_key_key(owner: str, key_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"K#{key_id}"}


def api_key_pointer(key_id: str) -> Key:
    """Leads from an API key's id to its owner."""
    return {"pk": f"K#{key_id}", "sk": "#"}


def vendor_key_key(owner: str, vendor: str) -> Key:
    """What checks the signatures of addresses that were signed at another vendor."""
    return {"pk": owner_partition(owner), "sk": f"VK#{vendor}"}


# Audit table


def audit_key(owner: str, month: str, entry_id: str) -> Key:
    """Entries lie by owner and month (`2026-11`), in the order of their ULIDs."""
    return {"pk": f"AU#{owner}#{month}", "sk": entry_id}


# Ephemeral table


def rate_key(operation: str, subject: str) -> Key:
    return {"pk": f"RL#{operation}#{subject}", "sk": "#"}


def lease_key(image_id: str, writer: str) -> Key:
    """Who is about to write served objects of an image. All of an image's writers are one partition."""
    return {"pk": lease_partition(image_id), "sk": writer}


def lease_partition(image_id: str) -> str:
    return f"LS#{image_id}"


def visits_key(image_id: str) -> Key:
    """How often AVIFs of an image that were made quickly have been asked for again."""
    return {"pk": f"VI#{image_id}", "sk": "#"}


def idempotency_key(owner: str, digest: str) -> Key:
    """`digest` of the key that the caller chose: what stands there is not for our eyes."""
    return {"pk": f"IK#{owner}", "sk": digest}


# Objects


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


def public_original(place: Place) -> str:
    """What the CDN serves as the original: the key is the path."""
    return f"{place.owner}/{place.album}/{place.filename}"


def public_variant(place: Place, variant: str, extension: str) -> str:
    """A variant as the CDN serves it: the edge function rewrites a viewer's path to exactly this key."""
    return f"{public_original(place)}/{variant}.{extension}"


def guarded_original(image_id: str, extension: str) -> str:
    """What viewers get as the original of an image that not everybody may see for ever: in the private bucket."""
    return f"{guarded_folder(image_id, extension)}/original"


def guarded_variant(image_id: str, source_extension: str, variant: str, extension: str) -> str:
    return f"{guarded_folder(image_id, source_extension)}/{variant}.{extension}"


def guarded_folder(image_id: str, source_extension: str) -> str:
    """The key is the path: one signature opens everything below it."""
    return f"{guarded_prefix(image_id)}{source_extension}"


def guarded_prefix(image_id: str) -> str:
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


# Cache tags: printable ASCII without commas; CloudFront compares them without case.


def image_tag(image_id: str) -> str:
    return image_id.replace("_", "-", 1).lower()


def handle_tag(handle: str) -> str:
    """Carried by redirects from a handle's addresses to its owner's."""
    return f"hnd-{handle}"


def vendor_key_tag(owner: str, vendor: str) -> str:
    """Carried by redirects that depend on the owner's key of that vendor."""
    return f"vky-{owner}-{vendor}"


def cache_tags(place: Place, image_id: str) -> str:
    """The value of the cache tag header: the image, its album, its owner."""
    return f"{image_tag(image_id)},alb-{place.owner}-{place.album},own-{place.owner}"


def lasting_cache_tags(owner: str, image_id: str) -> str:
    """The same without the album: for what keeps its address when the image moves to another."""
    return f"{image_tag(image_id)},own-{owner}"


CACHE_TAG_METADATA = "cache-tag"
CACHE_TAG_HEADER = f"x-amz-meta-{CACHE_TAG_METADATA}"
"""S3 gives an object's metadata out under this header; functions send the same one, and the distribution reads it."""
