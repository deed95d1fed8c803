"""Our own address for another vendor's, and the worth of its vendor's signature."""

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
    """The result of checking the vendor's signature with the owner's key; "unknown" without a key. An expiry counts
    only if it is signed."""
    if found.signature is None:
        return "none"
    if key is None:
        return "unknown"
    if not verify(found.signature, key=key.secret, salt=key.salt, size=key.signature_size):
        return "invalid"
    is_over = found.expires_at is not None and found.expires_at <= now.timestamp()
    return "expired" if is_over else "valid"


def address_of(found: Translation) -> str:
    """The path for an address without a valid signature: the nearest variant that is open to everybody.

    It leaves out `enlarge`, and uses the nearest quality that needs no signature (see docs/dialects.md).
    """
    return _path(found, open_options(found.options))


def signed_address_of(found: Translation, *, expires: int, key: bytes) -> str:
    """The path of exactly the requested variant. Options carry our signature until `expires` (Unix time)."""
    path, name = _path(found, found.options), _name(found.options)
    if name.stem == ORIGINAL:
        return path
    return f"{path}?{sign(f'{found.image_path.path}/{name.stem}', expires=expires, key=key).query}"


def open_options(options: Options) -> Options:
    """The options without those closed to anonymous viewers, where a page looks the same without them."""
    q = None if options.q is None else nearest_open(options.q)
    return canonical(replace(options, enlarge=False, q=q))


def _path(found: Translation, options: Options) -> str:
    """With an extension only if the address names a format. Otherwise the edge chooses the best one."""
    if found.is_original:
        return found.image_path.path
    name = _name(options)
    return f"{found.image_path.path}?f=auto" if name.stem == ORIGINAL else f"{found.image_path.path}/{name}"


def _name(options: Options) -> VariantName:
    name = name_of(options, accepted=Format.JPEG)
    return name if options.f is not Output.AUTO else VariantName(name.stem)
