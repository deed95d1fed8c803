"""Pictures as public pages show them: addresses that work, and no more words than the owner lets out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from pixelflare.addresses.build import Signer, signature_to_see
from pixelflare.catalog import addresses_of
from pixelflare.gallery.texts import texts, written
from schema.library.images import Exif, Image, PictureFacts
from schema.library.shares import PageLanguage

_SMALL, _LARGE = (256, 512, 1024), (1024, 1536, 2048)
_SMALL_SIGNED, _LARGE_SIGNED = (512,), (2048,)
"""A signature makes an address ten times as long, so a private picture comes in fewer sizes."""
_WIDEST, _NARROWEST = 3.5, 0.45


class ShownPicture(NamedTuple):
    ratio: float
    """Of its place in the grid, where an extreme panorama is cut."""
    color: str | None
    width: int
    height: int
    alt: str
    title: str | None
    description: str | None
    facts: tuple[str, ...]
    small: tuple[tuple[str, int], ...]
    """Addresses and widths, the smallest first."""
    large: tuple[tuple[str, int], ...]
    preview: str
    """For those who show a link's picture."""
    download: str | None
    filename: str


class Manner(NamedTuple):
    """What a page shows of each picture."""

    download: bool
    metadata: bool
    language: PageLanguage


def shown_pictures(
    images: Sequence[Image], manner: Manner, *, public_url: str, signer: Signer, now: datetime
) -> list[ShownPicture]:
    """Those that are there to see."""
    return [
        _shown(image, image.facts, number, manner, _signature(image, manner, public_url, signer, now))
        for number, image in enumerate(images, start=1)
        if image.facts and image.is_servable and not image.is_withheld and not image.has_expired(now)
    ]


def _signature(image: Image, manner: Manner, public_url: str, signer: Signer, now: datetime) -> str:
    seen = signature_to_see(image, public_url=public_url, signer=signer, sizes_only=not manner.download, now=now)
    return seen.query


def _shown(image: Image, facts: PictureFacts, number: int, manner: Manner, signature: str) -> ShownPicture:
    addresses = addresses_of(image, public_url="", signature=signature)
    small, large = (_SMALL_SIGNED, _LARGE_SIGNED) if signature else (_SMALL, _LARGE)
    title = image.title if manner.metadata else None
    return ShownPicture(
        ratio=round(min(_WIDEST, max(_NARROWEST, facts.width / facts.height)), 3),
        color=facts.colors[0] if facts.colors else None,
        width=facts.width,
        height=facts.height,
        alt=image.alt or title or texts(manner.language).picture.format(number),
        title=title,
        description=image.description if manner.metadata else None,
        facts=_facts(image, facts.exif, manner.language) if manner.metadata else (),
        small=_sizes(addresses.variants, small, facts.width),
        large=_sizes(addresses.variants, large, facts.width),
        preview=addresses.variants["w1024"] if signature else addresses.variants["og-image"],
        download=addresses.original if manner.download else None,
        filename=image.display_name,
    )


def _sizes(variants: dict[str, str], widths: Sequence[int], own: int) -> tuple[tuple[str, int], ...]:
    """Up to the first that is as wide as the picture, which is never enlarged."""
    smaller = [width for width in widths if width < own]
    wanted = widths[: len(smaller) + 1]
    return tuple((variants[f"w{width}"], min(width, own)) for width in wanted)


def _facts(image: Image, exif: Exif, language: PageLanguage) -> tuple[str, ...]:
    taken = image.taken_at.date() if image.taken_at else _day(exif.taken_at)
    camera = " ".join(part for part in (exif.make, exif.model) if part)
    if exif.make and exif.model and exif.model.lower().startswith(exif.make.lower()):
        camera = exif.model
    stated = (written(taken, language) if taken else None, camera, exif.lens, *_exposure(exif), image.license)
    return tuple(part for part in stated if part)


def _exposure(exif: Exif) -> list[str]:
    found = []
    if exif.exposure_seconds:
        slow = exif.exposure_seconds >= 1
        found.append(f"{exif.exposure_seconds:g} s" if slow else f"1/{round(1 / exif.exposure_seconds)} s")
    if exif.f_number:
        found.append(f"f/{exif.f_number:g}")
    if exif.iso:
        found.append(f"ISO {exif.iso}")
    if exif.focal_length_mm:
        found.append(f"{exif.focal_length_mm:g} mm")
    return found


def _day(stated: str | None) -> date | None:
    """The camera's own date, whatever its clock's zone."""
    try:
        return date.fromisoformat(stated[:10]) if stated else None
    except ValueError:
        return None
