"""Other vendors' addresses, led to our own: a redirect to the picture's path with our options.

The edge hands them over as /_foreign/{URL-safe base 64 of path and query}, as they can hold what no path of ours does.
Where one leads follows from the address alone, unless it is signed by a vendor whose key the owner has left here: then
our own signature takes the place of the vendor's, for as long as a redirect is kept and a little longer.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from pixelflare.accounts import HandleStore, VendorKeys
from pixelflare.addresses.translated import SignatureState, address_of, signature_state, signed_address_of
from pixelflare.base.errors import Forbidden, Gone, InvalidRequest, NotFound
from pixelflare.delivery.absence import NeverThere
from pixelflare.delivery.answers import Answer
from pixelflare.delivery.lookup import image_at
from pixelflare.delivery.paths import FOREIGN_PREFIX, CdnRequest
from pixelflare.delivery.services import CdnServices
from pixelflare.dialects import Translation, translate
from schema.addresses.image_path import ImagePath
from schema.identity.handles import is_handle
from schema.keys.cache_tags import CACHE_TAG_HEADER, cache_tags, handle_tag, vendor_key_tag

_DAY = 86_400
_SIGNED_AT_THE_EDGE = 3_600
_SIGNED_FOR = 7_200
"""Longer than a redirect is kept, so that whoever gets one from a cache gets there in time."""


def redirect_for(path: str, *, stores: CdnServices, vendor_keys: VendorKeys, now: datetime) -> Answer:
    """The way to our own address of what is asked for at `/_foreign/...`.

    301 for an address without a signature, which leads to the same place for ever; 302 for a signed one. Raises NotFound
    (no vendor's address, or none of an image), InvalidRequest (one that can't be translated), Forbidden (signed by
    somebody else), Unauthorized (private), Gone (the signature's time is over, or the image's).
    """
    found = _translated(path)
    if found.signature is None:
        return _redirect(HTTPStatus.MOVED_PERMANENTLY, address_of(found), f"public, max-age={_DAY}")
    owner = _owner_of(found.image_path, handles=stores.handles)
    key = vendor_keys.find(owner, found.vendor)
    tags = [vendor_key_tag(owner, found.vendor), handle_tag(found.image_path.owner)]
    if key is None:  # until the owner leaves it here, which purges this answer
        kept = f"public, max-age=0, s-maxage={_SIGNED_AT_THE_EDGE}"
        return _redirect(HTTPStatus.FOUND, address_of(found), kept, *tags)
    _refuse_unless_valid(signature_state(found, key=key, now=now))
    return _signed_redirect(found, tags, owner=owner, stores=stores, now=now)


def _signed_redirect(
    found: Translation, tags: Sequence[str], *, owner: str, stores: CdnServices, now: datetime
) -> Answer:
    """To where the image is now: a redirect from where it was would lose the signature."""
    image = image_at(CdnRequest(found.image_path._replace(owner=owner)), images=stores.images, now=now)
    if image is None:
        raise NotFound("there is no such image")
    here = int(now.timestamp())
    left = _SIGNED_FOR if found.expires_at is None else min(_SIGNED_FOR, found.expires_at - here)
    location = signed_address_of(
        replace(found, image_path=image.image_path), expires=here + left, key=stores.address_keys.valid_for(owner)[0]
    )
    # Only the edge keeps it, where a rotation of the owner's key purges it.
    kept = f"public, max-age=0, s-maxage={min(_SIGNED_AT_THE_EDGE, left)}"
    return _redirect(HTTPStatus.FOUND, location, kept, *tags, cache_tags(image.image_path, image.image_id))


def _translated(path: str) -> Translation:
    """Raises NotFound, InvalidRequest."""
    asked, _, query = _decoded(path.removeprefix(FOREIGN_PREFIX)).partition("?")
    try:
        found = translate(asked, query)
    except ValueError as refused:
        raise InvalidRequest(str(refused)) from refused
    if found is None:
        raise NeverThere("there is nothing at this address")
    return found


def _decoded(text: str) -> str:
    """Raises NotFound for what the edge has not written."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as malformed:
        raise NeverThere("there is nothing at this address") from malformed


def _owner_of(image_path: ImagePath, *, handles: HandleStore) -> str:
    """Whose the place is: the path's first part is an owner, or the handle of one."""
    return (handles.owner_of(image_path.owner) if is_handle(image_path.owner) else None) or image_path.owner


def _refuse_unless_valid(state: SignatureState) -> None:
    """Raises Forbidden, Gone."""
    if state == "invalid":
        raise Forbidden("the signature is not of this address, or not by its owner's key")
    if state == "expired":
        raise Gone("the time of this signed address is over")


def _redirect(status: HTTPStatus, location: str, kept: str, *tags: str) -> Answer:
    tagged = {CACHE_TAG_HEADER: ",".join(tags)} if tags else {}
    return Answer(status, {"Location": location, "Cache-Control": kept, **tagged})
