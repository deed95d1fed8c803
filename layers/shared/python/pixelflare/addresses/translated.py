"""Our own address for a translated one of another vendor, and what its vendor's signature is worth."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pixelflare.accounts import VendorKey
from pixelflare.addresses.signatures import nearest_open, sign
from pixelflare.dialects import Translation, verify
from schema.addresses.formats import Format
from schema.addresses.option_values import Output
from schema.addresses.options import Options, canonical
from schema.addresses.variant_names import ORIGINAL, VariantName, name_of

SignatureState = Literal["none", "valid", "expired", "invalid", "unknown"]


def signature_state(found: Translation, *, key: VendorKey | None, now: datetime) -> SignatureState:
    """What the vendor's signature is worth with the owner's key; "unknown" without one. An expiry counts only when it is signed."""
    if found.signature is None:
        return "none"
    if key is None:
        return "unknown"
    if not verify(found.signature, key=key.secret, salt=key.salt, size=key.signature_size):
        return "invalid"
    is_over = found.expires_at is not None and found.expires_at <= now.timestamp()
    return "expired" if is_over else "valid"


def address_of(found: Translation) -> str:
    """The path that an address without a valid signature leads to: what anybody may have made, where that is near.

    `enlarge` is left out, and a quality is the nearest that needs no signature (see docs/dialects.md).
    """
    return _path(found, open_options(found.options))


def signed_address_of(found: Translation, *, expires: int, key: bytes) -> str:
    """The path of exactly what is asked for, with our signature until `expires` (Unix time) where there are options."""
    path, name = _path(found, found.options), _name(found.options)
    if name.stem == ORIGINAL:
        return path
    return f"{path}?{sign(f'{found.image_path.path}/{name.stem}', expires=expires, key=key).query}"


def open_options(options: Options) -> Options:
    """The options without what strangers can't have, where the picture looks alike on a page without it."""
    q = None if options.q is None else nearest_open(options.q)
    return canonical(replace(options, enlarge=False, q=q))


def _path(found: Translation, options: Options) -> str:
    """With an extension only when a format is asked for; the edge chooses the best one otherwise."""
    if found.is_original:
        return found.image_path.path
    name = _name(options)
    return f"{found.image_path.path}?f=auto" if name.stem == ORIGINAL else f"{found.image_path.path}/{name}"


def _name(options: Options) -> VariantName:
    name = name_of(options, accepted=Format.JPEG)
    return name if options.f is not Output.AUTO else VariantName(name.stem)
