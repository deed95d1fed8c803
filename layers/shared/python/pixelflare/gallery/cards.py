"""A page of albums, each with a picture."""

from collections.abc import Sequence
from typing import NamedTuple

from pixelflare.gallery.document import document, element, tag, text
from pixelflare.gallery.grid import srcset, told_to_others
from pixelflare.gallery.messages import footer
from pixelflare.gallery.pictures import ShownPicture
from pixelflare.gallery.style import CARDS
from pixelflare.gallery.texts import texts
from schema.library.shares import PageLanguage


class Card(NamedTuple):
    title: str
    description: str
    path: str
    picture: ShownPicture | None


class CardsPage(NamedTuple):
    title: str
    description: str
    website: str | None
    github: str | None
    path: str
    public_url: str
    cards: Sequence[Card]
    language: PageLanguage


def cards_page(page: CardsPage) -> tuple[str, str]:
    """The document, and its styles."""
    words = texts(page.language)
    previews = [card.picture.preview for card in page.cards if card.picture]
    empty = element("div", element("h2", text(words.no_albums)), class_="empty")
    cards = element("ul", "".join(map(_card, page.cards)), class_="cards") if page.cards else empty
    return document(
        title=page.title,
        body=[_top(page), element("main", cards), footer(page.language)],
        head=told_to_others(page.title, page.description, page.public_url, page.path, previews),
        language=page.language,
        is_indexed=True,
        more_styles=CARDS,
    )


def _top(page: CardsPage) -> str:
    parts = [element("h1", text(page.title))]
    if page.description:
        parts.append(element("p", text(page.description)))
    links = []
    if page.website:
        shown = page.website.partition("//")[2].rstrip("/")
        links.append(element("a", text(shown), href=page.website, rel="me nofollow noopener"))
    if page.github:
        address = f"https://github.com/{page.github}"
        links.append(element("a", text(f"GitHub: {page.github}"), href=address, rel="me nofollow noopener"))
    if links:
        parts.append(element("p", " ".join(links), class_="by links"))
    return element("header", "".join(parts), class_="top")


def _card(card: Card) -> str:
    cover = _cover(card.picture) if card.picture else ""
    told = element("strong", text(card.title)) + (element("span", text(card.description)) if card.description else "")
    return element("li", element("a", element("div", cover) + told, href=card.path))


def _cover(picture: ShownPicture) -> str:
    return tag(
        "img",
        src=picture.small[-1][0],
        srcset=srcset(picture.small),
        sizes="(max-width:40rem) 94vw, 26rem" if len(picture.small) > 1 else None,
        alt="",
        loading="lazy",
        decoding="async",
    )
