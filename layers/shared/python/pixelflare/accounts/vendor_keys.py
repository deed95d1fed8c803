"""Owners' keys of other vendors, with which addresses are signed that are to keep their worth here.

Unlike a key of our own, such a key has to be known to check a signature, so it is kept: sealed, under a key that follows
from the installation's secret, the owner and the vendor, in the owner's partition. It is opened only where a signature
is checked, and shown to nobody.
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
    """What checks a vendor's signatures; salt and size are imgproxy's."""

    secret: str = field(repr=False)
    salt: str = field(default="", repr=False)
    signature_size: int = LONGEST_SIGNATURE_BYTES


class VendorKeys:
    """`secret` gives the installation's secret; it is asked when a key is sealed or opened only."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def find(self, owner: str, vendor: str) -> VendorKey | None:
        """The key, or None when there is none, or none that the installation's secret of today opens."""
        item = self._table.get(vendor_key_key(owner, vendor), consistent=True)
        if item is None:
            return None
        opened = unseal(str(item["sealed"]), secret=self._secret(), info=_name(owner, vendor))
        if opened is None:
            logger.error("a vendor's key can not be opened: was it sealed under another secret?", vendor=vendor)
            return None
        return VendorKey(**json.loads(opened))

    def put(
        self, owner: str, vendor: str, key: VendorKey, *, expected_version: int | None = None, now: datetime
    ) -> VendorKeyResource:
        """The key in place of any before; the same key once more changes nothing. Raises PreconditionFailed."""
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
        """By the vendors' names; there are as many as vendors at most."""
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
        """64 bits of an HMAC: a plain hash would let a short key be guessed."""
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
    """What is known of the key that counts from now on. Raises InvalidRequest, PreconditionFailed."""
    kept = keys.put(owner, vendor, _checked(vendor, request), expected_version=expected_version, now=now)
    # Also when nothing has changed: whoever repeats a request may not have got as far as here the first time.
    edge.purge(tags=[vendor_key_tag(owner, vendor)])
    return kept


def forget_vendor_key(
    owner: str, vendor: SigningVendor, *, keys: VendorKeys, edge: Purger, expected_version: int | None = None
) -> None:
    """Raises NotFound, PreconditionFailed."""
    try:
        keys.forget(owner, vendor, expected_version=expected_version)
    finally:  # the same when it is gone already
        edge.purge(tags=[vendor_key_tag(owner, vendor)])


def _checked(vendor: SigningVendor, request: PutVendorKey) -> VendorKey:
    """Raises InvalidRequest, without repeating any of the key."""
    secret = request.secret.get_secret_value()
    if vendor is not SigningVendor.IMGPROXY:
        if request.salt is not None or request.signature_size is not None:
            raise InvalidRequest(f"salt and signature_size are imgproxy's: {vendor} has a secret only")
        return VendorKey(secret=secret)
    salt = request.salt.get_secret_value() if request.salt else ""
    if not (_HEXADECIMAL.fullmatch(secret) and _HEXADECIMAL.fullmatch(salt)):
        raise InvalidRequest("imgproxy's secret and salt are wanted, both as pairs of hexadecimal digits")
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
    """The key that was to be put, when it is there already. Raises PreconditionFailed for one at another version."""
    if failed.item is None or expected_version not in (None, failed.item["version"]):
        raise PreconditionFailed("the key is at another version") from failed
    return failed.item
