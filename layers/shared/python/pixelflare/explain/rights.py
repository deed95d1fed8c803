"""Explains whether a viewer gets what an address requests: its signatures, and the final answer."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from pixelflare.accounts import AddressKeys
from pixelflare.addresses.build import Signer
from pixelflare.addresses.signatures import AddressSignature, check, is_open, signature_in, signed_name
from pixelflare.addresses.translated import SignatureState as VendorsState
from pixelflare.base.errors import Forbidden
from pixelflare.delivery.paths import PrivatePath
from pixelflare.dialects import Translation
from pixelflare.explain.reading import Target
from pixelflare.imaging import job_of, manner_of
from pixelflare.variants import refusal
from pixelflare.variants.listing import ListedVariant
from schema.addresses.explain import ExplainedAnswer, ExplainedSignature, SignatureState
from schema.addresses.formats import Format
from schema.addresses.options import options_of
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import ORIGINAL, VariantName
from schema.budgets import FINISHING, MAKING_DEADLINE
from schema.keys.objects import private_folder
from schema.library.images import Image

_BEFORE_EVERY_EXPIRY = datetime(1, 1, 1, tzinfo=UTC)
_AS_CLOUDFRONT_SPELLS = str.maketrans("-_~", "+=/")
"""See pixelflare.aws.signed_urls."""
_LATEST = 253_402_300_799


@dataclass(frozen=True, kw_only=True)
class Case:
    """The request, and the known facts. `query` is the address's own; `vendors` is another vendor's signature."""

    target: Target
    name: VariantName
    image: Image | None
    held: ListedVariant | None
    query: Mapping[str, str]
    is_led_on: bool
    vendors: ExplainedSignature | None
    now: datetime


def of_vendor(found: Translation, state: VendorsState, *, is_own: bool) -> ExplainedSignature:
    """Another vendor's signature, as far as the caller may know."""
    reason = {
        "valid": f"signed with the stored key of {found.vendor}",
        "expired": f"signed with the stored key of {found.vendor}, and expired",
        "invalid": f"not signed with the stored key of {found.vendor}",
        "unknown": f"no key of {found.vendor} is stored, so it counts as unsigned"
        if is_own
        else f"the key of {found.vendor} would belong to another owner",
    }[state]
    expires_at = _moment(found.expires_at) if state in ("valid", "expired") else None
    return ExplainedSignature(state=SignatureState(state), reason=reason, expires_at=expires_at)


def of_options(case: Case, *, widths: Collection[int], keys: AddressKeys) -> ExplainedSignature:
    """The permission to make the variant."""
    if case.vendors is not None and case.vendors.state is not SignatureState.UNKNOWN:
        return case.vendors
    if _is_open(case.name, widths) and case.vendors is not None:
        return case.vendors
    if _is_open(case.name, widths):
        return ExplainedSignature(state=SignatureState.NOT_NEEDED, reason="this variant is open to everybody")
    signature = signature_in(case.query)
    if signature is None:
        return _unsigned(case)
    if case.image is None:
        return ExplainedSignature(state=SignatureState.UNKNOWN, reason="this is not one of your images")
    return _checked(case, case.image, signature, keys)


def _is_open(name: VariantName, widths: Collection[int]) -> bool:
    return name.stem == ORIGINAL or name.extension == "json" or is_open(options_of(name.stem), widths=widths)


def _unsigned(case: Case) -> ExplainedSignature:
    if case.held is not None:
        return ExplainedSignature(state=SignatureState.NONE, reason="it is stored already, so everybody gets it")
    return ExplainedSignature(
        state=SignatureState.NEEDED,
        reason="these options need the owner's signature; presets and their widths do not",
    )


def _checked(case: Case, image: Image, signature: AddressSignature, keys: AddressKeys) -> ExplainedSignature:
    image_path = case.target if isinstance(case.target, PrivatePath) else image.image_path
    path, name = f"{image_path.path}/{case.name.stem}", signed_name(image.image_id, case.name.stem)

    def holds(now: datetime) -> bool:
        try:
            check(path, signature, name=name, keys=lambda: keys.valid_for(image.owner), now=now)
        except Forbidden:
            return False
        return True

    if not holds(_BEFORE_EVERY_EXPIRY):
        return ExplainedSignature(state=SignatureState.INVALID, reason="the signature belongs to another address")
    until = _moment(int(signature.expires)) if signature.expires else None
    if not holds(case.now):
        return ExplainedSignature(state=SignatureState.EXPIRED, reason="the signature has expired", expires_at=until)
    return ExplainedSignature(state=SignatureState.VALID, reason="signed with the owner's key", expires_at=until)


def of_sight(case: Case, *, public_url: Callable[[], str], signer: Signer) -> ExplainedSignature | None:
    """The permission to see a private image. None if the address requests no such image."""
    if not isinstance(case.target, PrivatePath):
        return None
    if not {"Policy", "Signature"} <= case.query.keys():
        return ExplainedSignature(state=SignatureState.NEEDED, reason="a private image needs a signature")
    if case.image is None:
        return ExplainedSignature(state=SignatureState.UNKNOWN, reason="this is not one of your images")
    until = _end_of(case.query["Policy"])
    if until is None:
        return ExplainedSignature(state=SignatureState.INVALID, reason="its policy cannot be read")
    resource = f"{public_url()}/{private_folder(case.image.image_id, case.image.source_extension)}/*"
    return _seen(case, signer.signature(resource, until=until), until)


def _seen(case: Case, own: str, until: datetime) -> ExplainedSignature:
    """`own` is our own signature. The same policy has the same one, because RSA with PKCS #1 v1.5 has no salt."""
    parameters = dict(part.split("=", 1) for part in own.split("&"))
    if parameters["Key-Pair-Id"] != case.query.get("Key-Pair-Id"):
        return ExplainedSignature(state=SignatureState.UNKNOWN, reason="signed with another key than the current one")
    if any(parameters[name] != case.query[name] for name in ("Policy", "Signature")):
        return ExplainedSignature(state=SignatureState.INVALID, reason="the signature belongs to another image")
    if until <= case.now:
        return ExplainedSignature(state=SignatureState.EXPIRED, reason="the signature has expired", expires_at=until)
    return ExplainedSignature(state=SignatureState.VALID, reason="signed by the API", expires_at=until)


def _end_of(policy: str) -> datetime | None:
    try:
        (statement,) = json.loads(base64.b64decode(policy.translate(_AS_CLOUDFRONT_SPELLS), validate=True))["Statement"]
        return _moment(int(statement["Condition"]["DateLessThan"]["AWS:EpochTime"]))
    except (binascii.Error, ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None  # also for an infinite time, and for thousands of brackets


def _moment(epoch: int | None) -> datetime | None:
    return None if epoch is None or not 0 <= epoch <= _LATEST else datetime.fromtimestamp(epoch, UTC)


def answer(case: Case, signature: ExplainedSignature, sight: ExplainedSignature | None) -> ExplainedAnswer | None:
    """What a viewer gets. None if the image is not the caller's."""
    image = case.image
    if image is None:
        return None
    refused = _not_seen(case, image, sight) or _not_made(case, signature) or _too_large(case, image, signature)
    if refused is not None:
        return refused
    reason = "it is stored" if case.held else "the facts" if case.name.extension == "json" else "made on request"
    return ExplainedAnswer(status=HTTPStatus.OK, reason=reason)


def _not_seen(case: Case, image: Image, sight: ExplainedSignature | None) -> ExplainedAnswer | None:
    """In the CDN's order, with its messages."""
    is_guarded = isinstance(case.target, PrivatePath)
    if sight is not None and sight.state not in (SignatureState.VALID, SignatureState.UNKNOWN):
        return ExplainedAnswer(status=HTTPStatus.FORBIDDEN, reason=sight.reason)
    if image.moderation is not None and image.is_withheld:
        return ExplainedAnswer(status=HTTPStatus.NOT_FOUND, reason=f"this image is {image.moderation.state}")
    if not image.is_servable or (is_guarded and not _is_at(image, case.target)):
        return ExplainedAnswer(status=HTTPStatus.NOT_FOUND, reason="there is no such image")
    if image.is_private and not is_guarded:
        return ExplainedAnswer(status=HTTPStatus.UNAUTHORIZED, reason="this image is private")
    if image.has_expired(case.now):
        return ExplainedAnswer(status=HTTPStatus.GONE, reason="this image has expired")
    return None


def _is_at(image: Image, target: Target) -> bool:
    return isinstance(target, PrivatePath) and image.is_private and image.source_extension == target.extension


def _too_large(case: Case, image: Image, signature: ExplainedSignature) -> ExplainedAnswer | None:
    if case.held is not None or image.facts is None or case.name.stem == ORIGINAL or case.name.extension == "json":
        return None
    may_be_queued = case.name.stem in PRESETS or signature.state is SignatureState.VALID
    within = FINISHING if may_be_queued else MAKING_DEADLINE
    if manner_of(job_of(case.name.stem, Format(case.name.extension)), image.facts, within=within):
        return None
    return ExplainedAnswer(status=HTTPStatus.UNPROCESSABLE_ENTITY, reason=refusal().message)


def _not_made(case: Case, signature: ExplainedSignature) -> ExplainedAnswer | None:
    """Another vendor's signature is checked before any look-up, and ours only to make a new variant."""
    refusing = {SignatureState.NEEDED, SignatureState.INVALID, SignatureState.EXPIRED}
    if signature.state not in refusing or (case.held is not None and case.vendors is None):
        return None
    is_over = case.vendors is not None and signature.state is SignatureState.EXPIRED
    return ExplainedAnswer(status=HTTPStatus.GONE if is_over else HTTPStatus.FORBIDDEN, reason=signature.reason)
