"""Owners' keys of other vendors, which keep signed vendor addresses valid here.

A check of a signature needs the key itself, so it is stored in the owner's partition, encrypted. The encryption key
follows from the installation's secret, the owner and the vendor. The vendor's key is decrypted only to check a
signature, and never shown.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from pixelflare.accounts.users import Purger
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.errors import InvalidRequest, NotFound, PreconditionFailed
from pixelflare.base.observability import logger
from pixelflare.base.sealing import seal, unseal
from schema.identity.vendor_keys import LONGEST_SIGNATURE_BYTES, PutVendorKey, SigningVendor, VendorKeyResource
from schema.keys.cache_tags import vendor_key_tag
from schema.keys.core import owner_partition, vendor_key_key

_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_PURPOSE = "pixelflare vendor keys"


@dataclass(frozen=True, kw_only=True)
class VendorKey:
    """The key to check a vendor's signatures. salt and size are imgproxy's."""

    secret: str = field(repr=False)
    salt: str = field(default="", repr=False)
    signature_size: int = LONGEST_SIGNATURE_BYTES


class VendorKeys:
    """`secret` returns the installation's secret. It is called only if a key is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def find(self, owner: str, vendor: str) -> VendorKey | None:
        """The key, or None if there is none, or none that the current secret of the installation opens."""
        item = self._table.get(vendor_key_key(owner, vendor), consistent=True)
        if item is None:
            return None
        opened = unseal(str(item["sealed"]), secret=self._secret(), info=_name(owner, vendor))
        if opened is None:
            logger.error("a vendor's key cannot be decrypted: was it sealed under another secret?", vendor=vendor)
            return None
        return VendorKey(**json.loads(opened))

    def put(
        self, owner: str, vendor: str, key: VendorKey, *, expected_version: int | None = None, now: datetime
    ) -> VendorKeyResource:
        """Replaces any earlier key. The same key again changes nothing. Raises PreconditionFailed."""
        fingerprint = self._fingerprint(owner, vendor, key)
        change = {
            "vendor": vendor,
            "fingerprint": fingerprint,
            "sealed": seal(_bytes_of(key), secret=self._secret(), info=_name(owner, vendor)),
            "created_at": text_of(now),
        }
        is_another = Condition(
            "(attribute_not_exists(#fingerprint) OR #fingerprint <> :fingerprint)", {":fingerprint": fingerprint}
        )
        try:
            item = self._table.update(
                vendor_key_key(owner, vendor),
                set_=change,
                add={"version": 1},
                only_if=_at_version(expected_version, and_=is_another),
            )
        except ConditionFailed as failed:
            item = _standing(failed, expected_version)
        return VendorKeyResource.model_validate(item)

    def all_of(self, owner: str) -> list[VendorKeyResource]:
        """Sorted by vendor, at most one for each."""
        below = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)",
            {":pk": owner_partition(owner), ":prefix": vendor_key_key(owner, "")["sk"]},
        )
        found = self._table.query(below, limit=len(SigningVendor), consistent=True)
        return [VendorKeyResource.model_validate(item) for item in found.items]

    def forget(self, owner: str, vendor: str, *, expected_version: int | None = None) -> None:
        """Raises NotFound, PreconditionFailed."""
        there = Condition("attribute_exists(#pk)")
        try:
            self._table.delete(vendor_key_key(owner, vendor), only_if=_at_version(expected_version, and_=there))
        except ConditionFailed as failed:
            if failed.item is None:
                raise NotFound(f"no key of {vendor}") from failed
            raise PreconditionFailed(f"the key of {vendor} is at another version") from failed

    def _fingerprint(self, owner: str, vendor: str, key: VendorKey) -> str:
        """64 bits of an HMAC, because a short key could be guessed from a plain hash."""
        named = _name(owner, vendor) + b"\n" + _bytes_of(key)
        return hmac.digest(self._secret(), named, hashlib.sha256)[:8].hex()


def put_vendor_key(
    owner: str,
    vendor: SigningVendor,
    request: PutVendorKey,
    *,
    keys: VendorKeys,
    edge: Purger,
    expected_version: int | None = None,
    now: datetime,
) -> VendorKeyResource:
    """The public facts of the key that is valid from now on. Raises InvalidRequest, PreconditionFailed."""
    kept = keys.put(owner, vendor, _checked(vendor, request), expected_version=expected_version, now=now)
    # Also if nothing has changed, because the first attempt may have stopped before this point.
    edge.purge(tags=[vendor_key_tag(owner, vendor)])
    return kept


def forget_vendor_key(
    owner: str, vendor: SigningVendor, *, keys: VendorKeys, edge: Purger, expected_version: int | None = None
) -> None:
    """Raises NotFound, PreconditionFailed."""
    tag = vendor_key_tag(owner, vendor)
    try:
        keys.forget(owner, vendor, expected_version=expected_version)
    except NotFound:
        edge.purge(tags=[tag])  # whoever deleted it may have stopped before this point
        raise
    edge.purge(tags=[tag])


def _checked(vendor: SigningVendor, request: PutVendorKey) -> VendorKey:
    """Raises InvalidRequest, without repeating any part of the key."""
    secret = request.secret.get_secret_value()
    if vendor is not SigningVendor.IMGPROXY:
        if request.salt is not None or request.signature_size is not None:
            raise InvalidRequest(f"salt and signature_size are for imgproxy only: {vendor} has just a secret")
        return VendorKey(secret=secret)
    salt = request.salt.get_secret_value() if request.salt else ""
    if not (_HEXADECIMAL.fullmatch(secret) and _HEXADECIMAL.fullmatch(salt)):
        raise InvalidRequest("imgproxy needs a secret and a salt, both as pairs of hexadecimal digits")
    return VendorKey(secret=secret, salt=salt, signature_size=request.signature_size or LONGEST_SIGNATURE_BYTES)


def _name(owner: str, vendor: str) -> bytes:
    return f"{_PURPOSE}\n{owner}\n{vendor}".encode()


def _bytes_of(key: VendorKey) -> bytes:
    return json.dumps(asdict(key), sort_keys=True).encode()


def _at_version(version: int | None, *, and_: Condition) -> Condition:
    if version is None:
        return and_
    return Condition(f"{and_.expression} AND #version = :version", {**and_.values, ":version": version})


def _standing(failed: ConditionFailed, expected_version: int | None) -> Item:
    """The stored key, if it is the same already. Raises PreconditionFailed if it has another version."""
    if failed.item is None or expected_version not in (None, failed.item["version"]):
        raise PreconditionFailed("the key is at another version") from failed
    return failed.item
