"""A page of pictures: rows as on a contact sheet, and each picture large over the page, by links alone."""

from collections.abc import Sequence
from typing import NamedTuple

from pixelflare.gallery.document import document, element, tag, text
from pixelflare.gallery.messages import footer
from pixelflare.gallery.pictures import ShownPicture
from pixelflare.gallery.style import GRID
from pixelflare.gallery.texts import Texts, texts
from schema.library.shares import PageLanguage

_EAGER = 8
"""Pictures that are probably seen at once."""
_ROW_PIXELS, _PHONE_ROW_PIXELS = 330, 200
"""Heights of rows, with the growth that fills them."""
_CLOSE, _BACK, _ON, _DOWN = "M6 6l12 12M18 6 6 18", "m15 5-7 7 7 7", "m9 5 7 7-7 7", "M12 4v11m-5-5 5 5 5-5M5 20h14"


class GalleryPage(NamedTuple):
    title: str
    description: str
    by: str | None
    """Who shows the pictures."""
    path: str
    public_url: str
    pictures: Sequence[ShownPicture]
    following: str | None
    """The way to the next page."""
    is_first: bool
    language: PageLanguage
    by_path: str | None = None
    """Where more of theirs is."""
    is_indexed: bool = False
    """Whether search engines may show it."""


def gallery_page(page: GalleryPage) -> tuple[str, str]:
    """The document, and its styles."""
    words = texts(page.language)
    boxes = "".join(_box(page.pictures, position, words) for position in range(len(page.pictures)))
    parts = [
        _top(page, words),
        element("main", _grid(page.pictures, words) + _ways(page, words) + boxes),
        footer(page.language),
    ]
    return document(
        title=page.title,
        body=parts,
        head=told_to_others(
            page.title, page.description, page.public_url, page.path, [each.preview for each in page.pictures]
        ),
        language=page.language,
        is_indexed=page.is_indexed,
        more_styles=GRID + "".join(map(_style, range(len(page.pictures)), page.pictures)),
    )


def _style(position: int, picture: ShownPicture) -> str:
    """A picture's place. The policy allows no styles in attributes; these are numbers and colours that we have found."""
    color = f";--c:{picture.color}" if picture.color else ""
    return f"#t{position}{{--r:{picture.ratio}{color}}}\n"


def told_to_others(title: str, description: str, public_url: str, path: str, previews: Sequence[str]) -> list[str]:
    """What messengers show beside a link (https://ogp.me)."""
    properties = {"og:type": "website", "og:title": title, "og:url": public_url + path}
    if description:
        properties["og:description"] = description
    if previews:
        properties["og:image"] = public_url + previews[0]
    told = [tag("meta", property=name, content=value) for name, value in properties.items()]
    return [*told, tag("meta", name="twitter:card", content="summary_large_image")]


def _top(page: GalleryPage, words: Texts) -> str:
    parts = [element("h1", text(page.title))]
    if page.description:
        parts.append(element("p", text(page.description)))
    if page.by:
        by = text(words.shared_by.format(page.by))
        parts.append(element("p", element("a", by, href=page.by_path) if page.by_path else by, class_="by"))
    return element("header", "".join(parts), class_="top")


def _grid(pictures: Sequence[ShownPicture], words: Texts) -> str:
    if not pictures:
        told = element("h2", text(words.empty_title)) + element("p", text(words.empty_hint))
        return element("div", told, class_="empty")
    return element(
        "ul", "".join(_place(position, each, words) for position, each in enumerate(pictures)), class_="grid"
    )


def _place(position: int, picture: ShownPicture, words: Texts) -> str:
    wide, narrow = (round(picture.ratio * pixels) for pixels in (_ROW_PIXELS, _PHONE_ROW_PIXELS))
    image = tag(
        "img",
        src=picture.small[-1][0],
        srcset=srcset(picture.small),
        sizes=f"(max-width:40rem) {narrow}px, {wide}px" if len(picture.small) > 1 else None,
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
        loading=None if position < _EAGER else "lazy",
        decoding="async",
    )
    link = element("a", image, href=f"#p{position}", aria_label=words.enlarge.format(picture.alt))
    return element("li", link, id=f"t{position}")


def _box(pictures: Sequence[ShownPicture], position: int, words: Texts) -> str:
    """The picture large, shown while the address names it."""
    picture, last = pictures[position], len(pictures) - 1
    image = tag(
        "img",
        src=picture.large[-1][0],
        srcset=srcset(picture.large),
        sizes="100vw" if len(picture.large) > 1 else None,
        alt=picture.alt,
        loading="lazy",
        decoding="async",
    )
    steps = [_step("close", f"#t{position}", words.close, _CLOSE)]
    if position > 0:
        steps.append(_step("back", f"#p{position - 1}", words.previous, _BACK))
    if position < last:
        steps.append(_step("on", f"#p{position + 1}", words.next, _ON))
    told = [image, _caption(picture, words), *steps]
    return element("figure", "".join(told), class_="box", id=f"p{position}", tabindex="-1")


def _caption(picture: ShownPicture, words: Texts) -> str:
    title = element("p", text(picture.title)) if picture.title else ""
    described = element("p", text(picture.description), class_="told", tabindex="0") if picture.description else ""
    facts = element("p", text(" · ".join(picture.facts)), class_="facts") if picture.facts else ""
    told = element("div", title + described + facts)
    if picture.download:
        label = _icon(_DOWN) + text(words.download)
        told += element("a", label, class_="button", href=picture.download, download=picture.filename)
    return element("figcaption", told)


def _ways(page: GalleryPage, words: Texts) -> str:
    links = []
    if not page.is_first:
        links.append(element("a", text(words.start), class_="button", href=page.path))
    if page.following:
        links.append(element("a", text(words.more), class_="button main", href=f"{page.path}?after={page.following}"))
    return element("nav", "".join(links), class_="pages", aria_label=words.more) if links else ""


def _step(kind: str, target: str, label: str, drawn: str) -> str:
    return element("a", _icon(drawn), class_=f"step {kind}", href=target, aria_label=label)


def _icon(drawn: str) -> str:
    return (
        '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="{drawn}"/></svg>'
    )


def srcset(sizes: Sequence[tuple[str, int]]) -> str | None:
    return ", ".join(f"{address} {width}w" for address, width in sizes) if len(sizes) > 1 else None
