"""The translation of another vendor's address."""

from dataclasses import dataclass
from enum import StrEnum

from pixelflare.dialects.draft import Draft
from pixelflare.dialects.signatures import VendorSignature
from pixelflare.dialects.sources import image_path_of
from schema.addresses.image_path import ImagePath
from schema.addresses.options import Options


class Vendor(StrEnum):
    CLOUDFLARE = "cloudflare"
    IMGPROXY = "imgproxy"
    THUMBOR = "thumbor"
    CLOUDINARY = "cloudinary"
    IMAGEKIT = "imagekit"


@dataclass(frozen=True, kw_only=True)
class Translation:
    """The source image, and our options for it."""

    vendor: Vendor
    image_path: ImagePath
    options: Options
    """Canonical. Its segment is empty if only the best format is requested."""
    is_original: bool = False
    """Whether the address requests the untouched original, not the best format."""
    ignored: tuple[str, ...] = ()
    """The vendor's options without an effect here, as the address spells them."""
    signature: VendorSignature | None = None
    """Not checked: `verify` does that for callers with the owner's key. None for an unsigned address."""
    expires_at: int | None = None
    """The Unix time from which the address is refused. Trust it only together with the signature."""


def translation(vendor: Vendor, draft: Draft, source: str, signature: VendorSignature | None = None) -> Translation:
    """Raises ValueError if the source is not an image path of ours, or the options cannot be combined."""
    return Translation(
        vendor=vendor,
        image_path=image_path_of(source),
        options=draft.options(),
        is_original="original" in draft.notes,
        ignored=tuple(draft.ignored),
        signature=signature,
        expires_at=draft.expires_at,
    )
