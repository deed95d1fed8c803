"""Rules for new variants: presets and a few sizes are open to everybody, other options need the owner's signature.

A signature `s` is an HMAC-SHA256, cut to 128 bits. It covers the image's id and the variant without its format, because
browsers choose that, and `exp`, the Unix time of its expiry. So it stays valid when the image moves. It allows the
making of a variant, and does not decide who may see the image: a stored variant is served to everybody who may see it.
"""

import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pixelflare.base.errors import Forbidden
from pixelflare.base.signing import tag_of
from schema.addresses.option_values import AUTO_QUALITY
from schema.addresses.options import Options
from schema.addresses.presets import PRESETS

OPEN_QUALITIES = frozenset({50, 65, 75, 80, 90, AUTO_QUALITY})
"""The values of `q` that need no signature, beside a missing one."""
_PRESET_SIZES = frozenset((preset.width, preset.height, preset.fit) for preset in PRESETS.values())


class AddressSignature(NamedTuple):
    tag: str
    expires: str
    """As in the address. Empty for a signature without an expiry."""

    @property
    def query(self) -> str:
        return f"s={self.tag}" + (f"&exp={self.expires}" if self.expires else "")


def sign(path: str, *, expires: int | None, key: bytes) -> AddressSignature:
    """For what is signed (`signed_name`), or for the path of a variant without its format, which is valid there only."""
    until = "" if expires is None else str(expires)
    return AddressSignature(_tag(path, until, key), until)


def signature_in(query: Mapping[str, str]) -> AddressSignature | None:
    return AddressSignature(query["s"], query.get("exp", "")) if "s" in query else None


def is_open(options: Options, *, widths: Collection[int]) -> bool:
    """Whether everybody may request this: a preset, the whole image, an open width or a preset's size. Each in any
    format and with one of the open qualities, and without other options."""
    size = (options.w, options.h, options.fit)
    return (
        options == Options(w=options.w, h=options.h, fit=options.fit, q=options.q, f=options.f)
        and (size in _PRESET_SIZES or (options.h is None and (options.w is None or options.w in widths)))
        and (options.q is None or options.q in OPEN_QUALITIES)
    )


def nearest_open(quality: int) -> int:
    """The nearest quality that needs no signature, and the better one of two. `auto` stays."""
    if quality == AUTO_QUALITY:
        return quality
    return min(OPEN_QUALITIES - {AUTO_QUALITY}, key=lambda one: (abs(one - quality), -one))


def signed_name(image_id: str, stem: str) -> str:
    """What a signature covers: the variant of the image, wherever its path leads."""
    return f"/i/{image_id}/{stem}"


def check(
    path: str,
    signature: AddressSignature | None,
    *,
    name: str | None = None,
    keys: Callable[[], Sequence[bytes]],
    now: datetime,
) -> None:
    """Raises Forbidden for a variant whose signature is missing, expired or of another owner. It may be one for its path,
    or for its `name` (`signed_name`)."""
    if signature is None:
        raise Forbidden("these options need the owner's signature; presets and their widths do not")
    is_theirs = [
        hmac.compare_digest(signature.tag.encode(), _tag(each, signature.expires, key).encode())
        for key in keys()
        for each in (path, name)
        if each is not None
    ]
    if not any(is_theirs):
        raise Forbidden("the signature belongs to another address")
    if signature.expires and int(signature.expires) <= now.timestamp():
        raise Forbidden("the signature has expired")


def _tag(path: str, expires: str, key: bytes) -> str:
    return tag_of(f"{path}\n{expires}".encode(), key=key)
