"""Chooses an image's addresses for a page: sizes that it really has, in the formats that browsers support."""

import base64
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pixelflare.addresses.build import Sight, Signer, signature_to_see
from pixelflare.addresses.signatures import is_open, sign
from pixelflare.base.errors import Gone, InvalidRequest, NotReady
from pixelflare.catalog import addresses_of, refuse_withheld
from pixelflare.embed import code as code
from pixelflare.imaging.description import result_size
from pixelflare.imaging.placeholder import mean_color, placeholder_png
from schema.addresses.formats import Format
from schema.addresses.option_values import MAX_ASKED_PIXELS
from schema.addresses.options import Options, options_of
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import VariantName
from schema.library.embed import EmbedCode
from schema.library.images import Image, PictureFacts
from schema.limits import MAX_EMBEDDED_WIDTHS

_SHOWN_WIDTH = 1024
"""The default width on a page. Wider ones are for high-density screens."""
_SCALED = tuple(name for name, preset in PRESETS.items() if preset.height is None)
_CARD = "og-image"


class EmbedRequest(NamedTuple):
    """The owner's wishes for the markup. `preset` is one size, `widths` are several. The default is the presets'
    widths."""

    widths: str = ""
    sizes: str | None = None
    alt: str | None = None
    preset: str | None = None


@dataclass(frozen=True, kw_only=True)
class EmbedServices:
    """The services that build addresses. `keys` returns the owner's keys. It is called only for an address with a
    signature, and raises Forbidden for a caller who may not sign."""

    public_url: str
    signer: Signer
    keys: Callable[[], Sequence[bytes]]
    widths: Collection[int]
    """The widths that are open to everybody."""
    domain: str | None = None
    """The owner's verified host name that public addresses are written with."""


class _Folder(NamedTuple):
    """The base of an image's variant addresses, and their query."""

    address: str
    query: str
    direct: str
    path: str


def embed(image: Image, wish: EmbedRequest, *, desk: EmbedServices, now: datetime) -> EmbedCode:
    """The markup for a page. Raises InvalidRequest, NotReady, Withheld, Gone, or Forbidden (a width that needs a signature)."""
    facts = _facts(image, now=now)
    seen = signature_to_see(image, public_url=desk.public_url, signer=desk.signer, now=now)
    folder = _folder(image, seen, desk=desk)
    cuts = [_cut(stem, facts, folder, desk) for stem in _stems(wish)]
    show = code.Show(
        cuts=_without_repetitions(cuts),
        main_width=_SHOWN_WIDTH,
        alt=next((text for text in (wish.alt, image.alt, image.title) if text is not None), ""),
        sizes=wish.sizes or None,
        is_whole=wish.preset is None,
        still=Format.PNG if facts.has_alpha else Format.JPEG,
        **_backdrop(facts),
    )
    return EmbedCode(
        direct=folder.direct,
        short=_short(image, desk=desk),
        thumbhash=facts.thumbhash or None,
        expires_at=min(filter(None, (seen.until, image.expires_at)), default=None),
        open_graph=code.open_graph(_cut(_CARD, facts, folder, desk), alt=show.alt),
        **code.pieces(show, direct=folder.direct),
    )


def _facts(image: Image, *, now: datetime) -> PictureFacts:
    if not image.is_servable or image.facts is None:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    refuse_withheld(image)
    if image.has_expired(now):
        raise Gone(f"image {image.image_id} has expired")
    return image.facts


def _folder(image: Image, seen: Sight, *, desk: EmbedServices) -> _Folder:
    direct = addresses_of(image, public_url=desk.public_url, signature=seen.query).original
    address, _, query = direct.partition("?")
    folder = address.removesuffix("/original") if image.is_private else address
    path = folder.removeprefix(desk.public_url)  # what is signed, under whatever host
    return _Folder(_under_domain(folder, image, desk=desk), query, _under_domain(direct, image, desk=desk), path)


def _under_domain(address: str, image: Image, *, desk: EmbedServices) -> str:
    """The address without the owner, under their domain. Private images have none there."""
    if desk.domain is None or image.is_private:
        return address
    return f"https://{desk.domain}" + address.removeprefix(f"{desk.public_url}/{image.owner}")


def _short(image: Image, *, desk: EmbedServices) -> str:
    if desk.domain is None or image.is_private:
        return f"{desk.public_url}/i/{image.image_id}"
    return f"https://{desk.domain}/{image.image_id}"


def _backdrop(facts: PictureFacts) -> dict[str, str | None]:
    """Shown until the image has loaded. None for an image with transparency."""
    if facts.has_alpha or not facts.thumbhash:
        return {"placeholder": None, "color": None}
    thumbhash = base64.b64decode(facts.thumbhash)
    png = placeholder_png(thumbhash, width=facts.width, height=facts.height)
    return {"placeholder": f"data:image/png;base64,{base64.b64encode(png).decode()}", "color": mean_color(thumbhash)}


def _stems(wish: EmbedRequest) -> list[str]:
    """The names of the variants to offer."""
    if wish.preset is not None and wish.widths:
        raise InvalidRequest("give either preset or widths")
    if wish.preset is not None:
        if wish.preset not in PRESETS:
            raise InvalidRequest(f"preset: there is no {wish.preset[:40]!r}", details={"presets": list(PRESETS)})
        return [wish.preset]
    widths = _asked_widths(wish.widths) if wish.widths else [PRESETS[name].width for name in _SCALED]
    return [_stem(width) for width in sorted(set(widths))]


def _asked_widths(text: str) -> list[int]:
    words = text.replace(",", " ").split()
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 5]
    if len(numbers) < len(words) or not all(1 <= number <= MAX_ASKED_PIXELS for number in numbers):
        raise InvalidRequest(f"widths must be whole numbers from 1 to {MAX_ASKED_PIXELS}, with commas between")
    if not 1 <= len(numbers) <= MAX_EMBEDDED_WIDTHS:
        raise InvalidRequest(f"widths must contain 1 to {MAX_EMBEDDED_WIDTHS} numbers")
    return numbers


def _stem(width: int) -> str:
    return f"w{width}" if f"w{width}" in PRESETS else Options(w=width).segment


def _cut(stem: str, facts: PictureFacts, folder: _Folder, desk: EmbedServices) -> code.Cut:
    width, height = result_size(options_of(stem), (facts.width, facts.height))
    return code.Cut(width, height, lambda format_: _address(stem, format_, folder, desk))


def _address(stem: str, format_: Format | None, folder: _Folder, desk: EmbedServices) -> str:
    """Signed if the variant is not open to everybody. Without a format, in the best one for the browser."""
    name = VariantName(stem, format_.value if format_ else "")
    permission = ""
    if not is_open(options_of(stem), widths=desk.widths):
        permission = sign(f"{folder.path}/{stem}", expires=None, key=desk.keys()[0]).query
    query = "&".join(filter(None, (folder.query, permission)))
    return f"{folder.address}/{name}" + (f"?{query}" if query else "")


def _without_repetitions(cuts: Sequence[code.Cut]) -> tuple[code.Cut, ...]:
    """The first of those with the same size, because a width above the image's own gives the image's width."""
    return tuple({cut.width: cut for cut in reversed(cuts)}.values())[::-1]
