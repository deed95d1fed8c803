"""Explains an address: its meaning, and the answer that a viewer gets. The explanation makes and changes nothing.

The grammar is public. Facts from the record are for the caller's own images only. For another owner's image the answer
is the same as for a missing one.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pixelflare.accounts import AddressKeys, HandleStore, VendorKeys
from pixelflare.addresses.build import Signer
from pixelflare.addresses.translated import address_of, signature_state, signed_address_of
from pixelflare.base.errors import InvalidRequest
from pixelflare.catalog import ImageStore, OriginStore
from pixelflare.delivery.fallback import fallback_of
from pixelflare.delivery.paths import PrivatePath
from pixelflare.dialects import Translation, translate
from pixelflare.explain import rights as rights
from pixelflare.explain.reading import ParsedAddress, Target, is_reserved, path_of, read, split
from pixelflare.explain.rights import Case
from pixelflare.explain.work import SHOWN_BY_BROWSERS, Work, work_of
from pixelflare.variants.listing import ListedVariant, VariantListing, key_of
from schema.addresses.explain import (
    Dialect,
    ExplainedImage,
    ExplainedObject,
    ExplainedSignature,
    Explanation,
    SignatureState,
)
from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.addresses.options import options_of
from schema.addresses.variant_names import ORIGINAL, VariantName
from schema.identity.handles import is_handle
from schema.library.images import Image

_LONGEST_FOREIGN = 700
"""The edge's limit for forwarded addresses, and its message."""


@dataclass(frozen=True, kw_only=True)
class ExplainServices:
    """The services of an explanation. `widths` are the open widths; with `snap`, other widths are rounded up to
    them."""

    images: ImageStore
    origins: OriginStore
    handles: HandleStore
    variant_listing: VariantListing
    address_keys: AddressKeys
    vendor_keys: VendorKeys
    signer: Signer
    public_url: Callable[[], str]
    widths: Collection[int]
    snap: Sequence[int]


@dataclass(frozen=True)
class _Understood:
    """A reading, with the further parts of another vendor's address."""

    reading: ParsedAddress
    ignored: tuple[str, ...] = ()
    vendors: ExplainedSignature | None = None


def explain(url: str, *, accept: str, owner: str, lookups: ExplainServices, now: datetime) -> Explanation:
    """The address's meaning for a viewer with this Accept header, as far as its owner may know it.

    Raises InvalidRequest, with the edge's or the CDN's message, for an address of no image.
    """
    imported = _imported_from(url, owner, lookups)
    address = split(f"/i/{imported}" if imported else url)
    found = None if is_reserved(address.path) else _translated(address.path, address.query)
    if found is None:
        understood = _Understood(read(address, accept=accept, snap=lookups.snap))
    else:
        understood = _led_here(found, accept=accept, owner=owner, lookups=lookups, now=now)
    reading = understood.reading
    if imported:
        reading = replace(reading, dialect=Dialect.IMPORTED)
        understood = replace(understood, reading=reading)
    target = _with_owner(reading.target, owner, lookups.handles)
    image = _image_at(target, owner, lookups.images, now=now)
    name = _name_of(reading, image)
    case = Case(
        target=target,
        name=name,
        image=image,
        held=_held(image, name, lookups.variant_listing),
        query=address.parameters if found is None else {},
        is_led_on=_is_led_on(reading, target, image),
        vendors=understood.vendors,
        now=now,
    )
    return _told(understood, case, lookups=lookups)


def _imported_from(url: str, owner: str, lookups: ExplainServices) -> str | None:
    """The caller's image that came from this very address, at another host than ours."""
    if "://" not in url or url.startswith(f"{lookups.public_url()}/"):
        return None
    return lookups.origins.find(owner, url)


def _translated(path: str, query: str) -> Translation | None:
    """None for one of our own addresses, or an unknown one. Raises InvalidRequest."""
    try:
        found = translate(path, query)
    except ValueError as refused:
        raise InvalidRequest(str(refused)) from refused
    if found is not None and len(f"{path}?{query}" if query else path) > _LONGEST_FOREIGN:
        raise InvalidRequest(f"An address of this kind has at most {_LONGEST_FOREIGN} characters, all of ASCII.")
    return found


def _led_here(found: Translation, *, accept: str, owner: str, lookups: ExplainServices, now: datetime) -> _Understood:
    """The redirect target of another vendor's address: the exact variant for a valid signature, otherwise the open
    one."""
    vendors = _vendors_signature(found, owner=owner, lookups=lookups, now=now)
    is_valid = vendors is not None and vendors.state is SignatureState.VALID
    landing = signed_address_of(found, expires=0, key=b"").partition("?s=")[0] if is_valid else address_of(found)
    reading = read(split(landing), accept=accept, snap=() if is_valid else lookups.snap)
    return _Understood(replace(reading, dialect=Dialect(found.vendor.value)), found.ignored, vendors)


def _vendors_signature(
    found: Translation, *, owner: str, lookups: ExplainServices, now: datetime
) -> ExplainedSignature | None:
    """None for an address without a signature. Callers do not learn whether another owner has stored a key."""
    if found.signature is None:
        return None
    image_path = _with_owner(found.image_path, owner, lookups.handles)
    is_own = isinstance(image_path, ImagePath) and image_path.owner == owner
    key = lookups.vendor_keys.find(owner, found.vendor) if is_own else None
    return rights.of_vendor(found, signature_state(found, key=key, now=now), is_own=is_own)


def _with_owner(target: Target, owner: str, handles: HandleStore) -> Target:
    """Replaces the caller's handle by the caller's owner id. Anything else stays."""
    if isinstance(target, ImagePath) and is_handle(target.owner) and handles.owner_of(target.owner) == owner:
        return target._replace(owner=owner)
    return target


def _image_at(target: Target, owner: str, images: ImageStore, *, now: datetime) -> Image | None:
    """The caller's live image at this path, or the one that has moved from it."""
    if isinstance(target, str):
        return images.find(owner, target)
    if isinstance(target, PrivatePath):
        return images.find(owner, target.image_id)
    if target.owner != owner:
        return None
    claim = images.claim_at(target, now=now)
    return images.find(owner, claim.image_id) if claim else None


def _name_of(reading: ParsedAddress, image: Image | None) -> VariantName:
    """The variant; the record decides the format for viewers who take neither AVIF nor WebP."""
    if not reading.is_fallback or image is None:
        return reading.name
    found = fallback_of(reading.name.stem, options_of(reading.name.stem), image.facts)
    return VariantName(found.name, found.format.value)


def _held(image: Image | None, name: VariantName, variant_listing: VariantListing) -> ListedVariant | None:
    is_stored = image is not None and image.is_servable and name.extension != "json"
    return variant_listing.find(image, name) if image is not None and is_stored else None


def _is_led_on(reading: ParsedAddress, target: Target, image: Image | None) -> bool:
    """Whether a redirect leads from the address to the image. A redirect keeps our signature."""
    if isinstance(target, ImagePath):
        return target != reading.target or (image is not None and image.image_path != target)
    return False


def _told(understood: _Understood, case: Case, *, lookups: ExplainServices) -> Explanation:
    reading, image, name = understood.reading, case.image, case.name
    signature = rights.of_options(case, widths=lookups.widths, keys=lookups.address_keys)
    sight = rights.of_sight(case, public_url=lookups.public_url, signer=lookups.signer)
    work = work_of(image, name, case.held, lookups.variant_listing) if image and image.is_servable else Work()
    path = _canonical_path(case)
    leads_to = path if reading.dialect not in (Dialect.PIXELFLARE, Dialect.PRIVATE) or case.is_led_on else None
    return Explanation(
        dialect=reading.dialect,
        canonical_path=path,
        leads_to=leads_to,
        variant=str(name),
        format=name.extension or None,
        format_reason=reading.reason,
        ignored=list(understood.ignored),
        signature=signature,
        sight=sight,
        image=_shown(image),
        key=key_of(image, name) if image and name.extension != "json" else None,
        source=work.source,
        steps=list(work.steps),
        result=work.result,
        stored=_stored(case.held, name, image),
        predicted_bytes=work.prediction.size_bytes if work.prediction else None,
        prediction=work.prediction.basis if work.prediction else None,
        answer=rights.answer(case, signature, sight),
    )


def _canonical_path(case: Case) -> str | None:
    if isinstance(case.target, PrivatePath):
        return path_of(case.target, case.name)
    if case.image is not None:
        return path_of(case.image.image_path, case.name)
    return None if isinstance(case.target, str) else path_of(case.target, case.name)


def _shown(image: Image | None) -> ExplainedImage | None:
    if image is None:
        return None
    return ExplainedImage(
        id=image.image_id, path=image.image_path.path, status=image.status, visibility=image.visibility
    )


def _stored(held: ListedVariant | None, name: VariantName, image: Image | None) -> ExplainedObject | None:
    if held is None or image is None or image.facts is None:
        return None
    own = image.facts.content_type if image.facts.content_type in SHOWN_BY_BROWSERS else None
    content_type = own if name.stem == ORIGINAL else Format(name.extension).content_type
    return ExplainedObject(bytes=held.size_bytes, content_type=content_type, etag=held.etag, made_at=held.made_at)
