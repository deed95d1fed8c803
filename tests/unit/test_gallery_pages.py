"""Public pages as documents: what text may do in them, and how pictures stand."""

import base64
import hashlib
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from pixelflare.gallery.answers import GalleryAnswer, Page
from pixelflare.gallery.grid import GalleryPage, gallery_page
from pixelflare.gallery.messages import open_page, password_page
from pixelflare.gallery.pictures import ShownPicture
from pixelflare.gallery.texts import ENGLISH, GERMAN, written
from schema.library.shares import PageLanguage

EVIL = '"><script>alert(1)</script></style><img src=x onerror=alert(1)>'
PICTURE = ShownPicture(
    ratio=1.5,
    color="#123456",
    width=1500,
    height=1000,
    alt="A ship",
    title=None,
    description=None,
    facts=(),
    small=(("/o/a/ship.jpg/w256?v=1", 256), ("/o/a/ship.jpg/w512?v=1", 512)),
    large=(("/o/a/ship.jpg/w2048?v=1", 1500),),
    preview="/o/a/ship.jpg/og-image?v=1",
    download="/o/a/ship.jpg?v=1",
    filename="ship.jpg",
)
PAGE = GalleryPage("Trip", "", None, "/s/t", "https://d.example", [PICTURE] * 3, None, True, PageLanguage.ENGLISH)


class Reader(HTMLParser):
    """The elements of a document, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, **with_: str) -> list[dict[str, str | None]]:
        wanted = with_.items()
        return [attributes for name, attributes in self.found if name == tag and wanted <= attributes.items()]


def read(page: GalleryPage) -> Reader:
    return Reader(gallery_page(page)[0])


def test_no_text_of_anybody_becomes_markup() -> None:
    evil = PICTURE._replace(alt=EVIL, title=EVIL, facts=(EVIL,), filename=EVIL)
    pages = [
        gallery_page(PAGE._replace(title=EVIL, description=EVIL, by=EVIL, pictures=[evil]))[0],
        open_page("/s/t", title=EVIL, language=PageLanguage.GERMAN)[0],
    ]
    for html in pages:
        elements = Reader(html)
        assert elements.all("script") == []
        assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
        assert len(elements.all("style")) == 1


def test_the_policy_names_the_styles_that_are_in_the_page() -> None:
    html, styles = gallery_page(PAGE)
    answer = GalleryAnswer(200, Page(html, styles)).as_response()
    digest = base64.b64encode(hashlib.sha256(html.split("<style>")[1].split("</style>")[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer["headers"]["Content-Security-Policy"]
    assert " style=" not in html


def test_each_picture_leads_to_itself_large_and_from_there_to_its_neighbours_and_back() -> None:
    page = read(PAGE)
    assert [link["href"] for link in page.all("a") if "class" not in link] == ["#p0", "#p1", "#p2", "/report"]
    assert [box["id"] for box in page.all("figure")] == ["p0", "p1", "p2"]
    assert [link["href"] for link in page.all("a", **{"class": "step close"})] == ["#t0", "#t1", "#t2"]
    assert [link["href"] for link in page.all("a", **{"class": "step back"})] == ["#p0", "#p1"]
    assert [link["href"] for link in page.all("a", **{"class": "step on"})] == ["#p1", "#p2"]
    assert [place["id"] for place in page.all("li")] == ["t0", "t1", "t2"]


def test_every_picture_has_words_and_every_link_a_name() -> None:
    page = read(PAGE)
    assert all(image["alt"] for image in page.all("img"))
    named = [link for link in page.all("a") if link.get("aria-label") or link.get("class") in ("button", "button main")]
    assert [link["href"] for link in page.all("a") if link not in named] == ["/report"], "which has words"


def test_what_is_seen_first_is_loaded_first() -> None:
    images = read(PAGE._replace(pictures=[PICTURE] * 20)).all("img", width="1500")
    assert [image.get("loading") for image in images] == [None] * 8 + ["lazy"] * 12


def test_messengers_are_told_of_the_first_picture() -> None:
    told = {meta["property"]: meta["content"] for meta in read(PAGE).all("meta") if "property" in meta}
    assert told == {
        "og:type": "website",
        "og:title": "Trip",
        "og:url": "https://d.example/s/t",
        "og:image": "https://d.example/o/a/ship.jpg/og-image?v=1",
    }


def test_a_password_is_asked_for_by_a_form_that_says_what_was_wrong() -> None:
    asked = Reader(password_page("/s/t", is_wrong=True, language=PageLanguage.ENGLISH)[0])
    assert asked.all("form") == [{"method": "post", "action": "/s/t"}]
    ((field,),) = [asked.all("input")]
    assert (field["type"], field["aria-describedby"], field["aria-invalid"]) == ("password", "wrong", "true")
    assert asked.all("p", id="wrong", role="alert")


@pytest.mark.parametrize("name", ENGLISH._fields)
def test_both_languages_say_everything(name: str) -> None:
    english, german = (getattr(words, name) for words in (ENGLISH, GERMAN))
    assert _holes(english) == _holes(german)
    assert english != german


def _holes(words: Any) -> Any:
    return words.count("{}") if isinstance(words, str) else words.keys()


def test_dates_are_written_out() -> None:
    day = date(2026, 6, 3)
    assert [written(day, language) for language in PageLanguage] == ["3 June 2026", "3. Juni 2026"]
