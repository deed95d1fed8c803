"""What a translation of another vendor's address holds."""

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
    """The image that is meant, and our options for it."""

    vendor: Vendor
    image_path: ImagePath
    options: Options
    """Canonical; its segment is empty when nothing but the best format is asked for."""
    is_original: bool = False
    """Whether the untouched original is asked for, not the best format."""
    ignored: tuple[str, ...] = ()
    """The vendor's options that have no effect here, as the address spells them."""
    signature: VendorSignature | None = None
    """Not checked: `verify` does that for those who have the owner's key. None when the address isn't signed."""
    expires_at: int | None = None
    """Unix time from which the address is to be refused; believe it only together with the signature."""

    @property
    def is_signed(self) -> bool:
        return self.signature is not None


def translation(vendor: Vendor, draft: Draft, source: str, signature: VendorSignature | None = None) -> Translation:
    """Raises ValueError when the source is no place of ours, or the options do not go together."""
    return Translation(
        vendor=vendor,
        image_path=image_path_of(source),
        options=draft.options(),
        is_original="original" in draft.notes,
        ignored=tuple(draft.ignored),
        signature=signature,
        expires_at=draft.expires_at,
    )
