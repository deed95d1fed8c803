"""An image as the API shows it."""

from schema.images import Image, ImageResource, Visibility
from schema.presets import PRESETS


def resource_of(image: Image, *, public_url: str) -> ImageResource:
    """The record without what is nobody's business, with the addresses it is seen at.

    The addresses carry `?v=`, the version of the content and of its variants: it is no part of the cache key, and lets a browser keep
    the answer for a year.
    """
    facts = image.facts
    address = f"{public_url}{image.place.path}"
    version = f"?v={image.sha256[:8]}{f'.{image.generation}' if image.generation else ''}" if image.sha256 else ""
    return ImageResource(
        id=image.image_id,
        owner=image.owner,
        album=image.album,
        album_slug=image.album,
        filename=image.filename,
        display_name=image.display_name,
        status=image.status,
        reason=image.reason,
        visibility=image.visibility,
        is_private=image.visibility is Visibility.PRIVATE,
        content_type=facts.content_type if facts else None,
        size=image.size_bytes,
        size_bytes=image.size_bytes,
        width=facts.width if facts else None,
        height=facts.height if facts else None,
        frames=facts.frames if facts else None,
        has_alpha=facts.has_alpha if facts else None,
        thumbhash=facts.thumbhash if facts else None,
        colors=list(facts.colors) if facts else [],
        exif=facts.exif if facts else None,
        alt=image.alt,
        license=image.license,
        tags=sorted(image.tags),
        strip_metadata=image.strip_metadata,
        variants_ready=[name for name in PRESETS if name in image.variants_ready],
        cdn_url=address + version,
        short_url=f"{public_url}/i/{image.image_id}",
        variants={name: f"{address}/{name}{version}" for name in PRESETS},
        created_at=image.created_at,
        updated_at=image.updated_at,
        deleted_at=image.deleted_at,
        version=image.version,
    )
