"""XMP sidecars, as Immich, digiKam, Lightroom, darktable and Apple Photos write them."""

from collections.abc import Iterator
from xml.etree import ElementTree

from pixelflare_client.importing.facts import Facts, description_in, moment_of_text, tags_of, title_in

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_DIGIKAM = "{http://www.digikam.org/ns/1.0/}"
_LIGHTROOM = "{http://ns.adobe.com/lightroom/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TAGS = (f"{_DIGIKAM}TagsList", f"{_LIGHTROOM}hierarchicalSubject", f"{_DC}subject")
_DATES = (f"{_EXIF}DateTimeOriginal", f"{_PHOTOSHOP}DateCreated", f"{_XMP}CreateDate")


def xmp_facts(sidecar: bytes) -> Facts | None:
    """None for what is no XMP. Entities are none of XMP's, and never expanded."""
    if b"<!DOCTYPE" in sidecar or b"<!ENTITY" in sidecar:
        return None
    try:
        described = list(ElementTree.fromstring(sidecar).iter(f"{_RDF}Description"))  # noqa: S314 - without entities
    except (ElementTree.ParseError, ValueError):
        return None
    if not described:
        return None

    def values(*names: str) -> list[str]:
        return next((found for name in names if (found := [*_values(described, name)])), [])

    def value(*names: str) -> str | None:
        return next(iter(values(*names)), None)

    rating = value(f"{_XMP}Rating")
    marks = [f"rating-{rating}"] if rating in ("1", "2", "3", "4", "5") else []
    return Facts(
        title=title_in(value(f"{_DC}title")),
        description=description_in(value(f"{_DC}description", f"{_TIFF}ImageDescription")),
        taken_at=next((moment for name in _DATES if (moment := moment_of_text(value(name)))), None),
        tags=tags_of(values(*_TAGS), marks=marks),
    )


def _values(described: list[ElementTree.Element], name: str) -> Iterator[str]:
    """A property is an attribute, an element with a text, or a list, of which the default language comes first."""
    for each in described:
        if stated := each.get(name):
            yield stated
        for element in each.findall(name):
            listed = sorted(element.iter(f"{_RDF}li"), key=lambda li: li.get(_LANGUAGE) != "x-default")
            yield from (text for li in listed if (text := (li.text or "").strip()))
            if not listed and element.text and element.text.strip():
                yield element.text.strip()
