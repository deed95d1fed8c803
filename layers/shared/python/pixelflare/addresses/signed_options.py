"""Addresses with any options, signed with the owner's key."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pixelflare.addresses.build import Signer, signature_to_see
from pixelflare.addresses.signatures import sign, signed_name
from pixelflare.base.errors import Gone, InvalidRequest, NotReady
from pixelflare.catalog import addresses_of, refuse_withheld
from schema.addresses.formats import Format
from schema.addresses.options import options_of
from schema.addresses.signing import SignAddress, SignedAddress
from schema.addresses.variant_names import ORIGINAL, VariantName, asked_name
from schema.addresses.watermark_text import undrawn
from schema.library.images import Image


def sign_options(
    image: Image, request: SignAddress, *, keys: Sequence[bytes], public_url: str, signer: Signer, now: datetime
) -> SignedAddress:
    """An address of the image with these options, signed with the first of the keys. It also opens a private image.

    Raises InvalidRequest, NotReady, Withheld, Gone.
    """
    if not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    refuse_withheld(image)
    if image.has_expired(now):
        raise Gone(f"image {image.image_id} has expired")
    if request.exp is not None and request.exp <= now.timestamp():
        raise InvalidRequest("exp is in the past")
    name = _name(request.options)
    seen = signature_to_see(image, public_url=public_url, signer=signer, now=now)
    address, _, query = addresses_of(image, public_url=public_url, signature=seen.query).original.partition("?")
    folder = address.removesuffix("/original") if image.is_private else address
    signature = sign(signed_name(image.image_id, name.stem), expires=request.exp, key=keys[0])
    url = f"{folder}/{name}?{'&'.join(filter(None, (query, signature.query)))}"
    exp = datetime.fromtimestamp(request.exp, UTC) if request.exp is not None else None
    return SignedAddress(url=url, expires_at=min(filter(None, (exp, seen.until, image.expires_at)), default=None))


def _name(options: str) -> VariantName:
    """With a format only if the options name one. Raises InvalidRequest."""
    try:
        one, other = (asked_name(options, (), accepted=accepted) for accepted in (Format.WEBP, Format.JPEG))
    except ValueError as bad:
        raise InvalidRequest(f"options: {bad}") from bad
    if letters := undrawn(options_of(one.stem).wmt if "=" in one.stem else ""):
        raise InvalidRequest(f"options: wmt: there are no letters to draw {letters} with")
    if one.stem == ORIGINAL:
        raise InvalidRequest("options: these have no effect")
    if one.stem != other.stem:
        raise InvalidRequest("options: f=auto alone needs no signature")
    return one if one == other else VariantName(one.stem)
