"""An image as the API shows it."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from schema.addresses.presets import PRESETS
from schema.keys.objects import private_folder
from schema.library.image_resource import ImageResource
from schema.library.images import Image
from schema.library.moderation_requests import ModerationResource

_SAME = Image.model_fields.keys() & ImageResource.model_fields.keys()
"""What the API shows under the record's own name, unless it is derived below."""


class Addresses(NamedTuple):
    """The addresses of an image, with variants by preset name."""

    original: str
    variants: dict[str, str]


def addresses_of(image: Image, *, public_url: str, signature: str = "") -> Addresses:
    """Its path. For a private image, addresses that work only with their signature.

    The addresses carry `?v=`, the version of the content and its variants. It is not part of the cache key, and lets a
    browser cache public images for a year.
    """
    generation = f".{image.generation}" if image.generation else ""
    version = f"v={image.sha256[:8]}{generation}" if image.sha256 else ""
    query = "&".join(filter(None, (version, signature)))
    end = f"?{query}" if query else ""
    if image.is_private:
        folder = f"{public_url}/{private_folder(image.image_id, image.source_extension)}"
        return Addresses(f"{folder}/original{end}", {name: f"{folder}/{name}{end}" for name in PRESETS})
    address = f"{public_url}{image.image_path.path}"
    return Addresses(f"{address}{end}", {name: f"{address}/{name}{end}" for name in PRESETS})


def resource_of(image: Image, *, public_url: str, signature: str = "", preview_url: str | None = None) -> ImageResource:
    """The record without internal fields, with the image's addresses."""
    facts = image.facts
    addresses = addresses_of(image, public_url=public_url, signature=signature)
    derived: dict[str, Any] = {
        "id": image.image_id,
        "album_slug": image.album,
        "is_private": image.is_private,
        "content_type": facts.content_type if facts else None,
        "size": image.size_bytes,
        "width": facts.width if facts else None,
        "height": facts.height if facts else None,
        "frames": facts.frames if facts else None,
        "has_alpha": facts.has_alpha if facts else None,
        "thumbhash": facts.thumbhash if facts else None,
        "colors": list(facts.colors) if facts else [],
        "exif": facts.exif if facts else None,
        "moderation": _moderation_of(image, preview_url),
        "tags": sorted(image.tags),
        "imported_from": image.imported_from.address if image.imported_from else None,
        "labels": list(image.labels),
        "variants_ready": [name for name in PRESETS if name in image.variants_ready],
        "cdn_url": addresses.original,
        "short_url": f"{public_url}/i/{image.image_id}",
        "variants": addresses.variants,
    }
    return ImageResource(**{name: getattr(image, name) for name in _SAME} | derived)


def _moderation_of(image: Image, preview_url: str | None) -> ModerationResource | None:
    moderation = image.moderation
    if moderation is None:
        return None
    verdict = moderation.verdict
    return ModerationResource(
        **moderation.model_dump(exclude={"verdict"}),
        preview_url=preview_url,
        flagged=verdict.flagged if verdict else None,
        nsfw_score=verdict.nsfw_score if verdict else None,
        categories=list(verdict.categories) if verdict else [],
        model=verdict.model if verdict else None,
        judged_at=datetime.fromtimestamp(verdict.judged_at, UTC) if verdict else None,
    )
