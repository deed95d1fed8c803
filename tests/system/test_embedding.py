"""What a person pastes into a page works in a browser: every address in it answers, at the size that is promised."""

import io
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.photographs import photograph
from tests.system.runtime import Runtime, User

BROWSER = "image/avif,image/webp,*/*"


class Page(HTMLParser):
    """The pictures of a page: each address with the width that is promised of it, where one is, and its type."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[tuple[str, int | None, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        for choice in filter(None, said.get("srcset", "").split(", ")):
            address, _, width = choice.partition(" ")
            self.pictures.append((address, int(width.removesuffix("w")) if width else None, said.get("type")))
        if "src" in said:
            self.pictures.append((said["src"], int(said["width"]), None))
        if said.get("property") == "og:image" or said.get("name") == "twitter:image":
            self.pictures.append((said["content"], None, "image/jpeg"))


def look(runtime: Runtime, address: str) -> Any:
    assert address.startswith(runtime.url)
    answer = runtime.get(address.removeprefix(runtime.url), Accept=BROWSER)
    assert answer.status_code == 200, (address, answer.text)
    return answer


@pytest.fixture(scope="module")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("asked", [{}, {"widths": "100,300,512"}, {"preset": "thumb"}, {"preset": "og-image"}])
def test_every_address_of_the_code_answers_the_width_it_promises(
    runtime: Runtime, alice: User, visibility: str, asked: dict[str, str]
) -> None:
    name = "-".join(("embed", visibility, *asked.values())).replace(",", "-")
    image = alice.upload(
        photograph("rocket.jpg"), f"{name}.jpg", visibility=visibility, alt='"><script>alert(1)</script>'
    )
    code = alice.call("GET", f"/images/{image['id']}/embed", **asked).json()

    pictures = [each for piece in ("img", "picture", "open_graph") for each in Page(code[piece]).pictures]
    assert len(pictures) >= 6
    for address, width, type_ in pictures:
        answer = look(runtime, address)
        assert type_ in (None, answer.headers["content-type"])
        assert width in (None, Image.open(io.BytesIO(answer.content)).width), address
    for text in (code["css"], code["markdown"], code["bbcode"]):
        for address in re.findall(rf"{re.escape(runtime.url)}/[^\s\"')\[\]]+", text):
            look(runtime, address)


def test_what_is_explained_is_what_the_edge_does(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "explained.jpg")
    place = f"/{image['owner']}/default/explained.jpg"
    for path in (
        f"{place}/w256",
        f"{place}?w=512&q=80",
        f"{place}?f=auto",
        f"{place}?f=json",
        f"{place}/thumb.gif",
        place,
    ):
        told = alice.call("GET", "/explain", url=runtime.url + path, accept=BROWSER).json()
        answer = runtime.get(path, Accept=BROWSER)
        assert told["answer"]["status"] == answer.status_code == 200, (path, told)
        assert runtime.get(told["canonical_path"], Accept="*/*").content == answer.content
        again = alice.call("GET", "/explain", url=runtime.url + path, accept=BROWSER).json()
        assert again["predicted_bytes"] == len(answer.content), path


def test_what_the_edge_refuses_is_refused_in_its_words(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "refused.jpg")
    place = f"/{image['owner']}/default/refused.jpg"
    for path in (
        f"{place}?w=0",
        f"{place}/w=300,x=1",
        f"{place}/w512.json",
        f"{place}/a/b",
        "/_foreign/L2E",
        f"{place}/w513",
    ):
        told, answer = alice.call("GET", "/explain", url=path), runtime.get(path)
        assert (told.status_code, answer.status_code in (400, 404)) == (400, True), path
        assert told.json()["error"]["message"] == answer.json()["error"]["message"], path


def test_other_vendors_addresses_end_where_they_are_said_to(runtime: Runtime, alice: User) -> None:
    image = alice.upload(photograph("rocket.jpg"), "foreign.jpg")
    place = f"/{image['owner']}/default/foreign.jpg"
    for path in (
        f"/cdn-cgi/image/width=256,format=auto{place}",
        f"/unsafe/256x0{place}",
        f"/demo/image/upload/w_256,f_auto{place}",
    ):
        told = alice.call("GET", "/explain", url=path, accept=BROWSER).json()
        redirect = runtime.get(path, Accept=BROWSER)
        assert redirect.status_code == 301
        landed = runtime.get(urlsplit(redirect.headers["location"]).path, Accept=BROWSER)
        assert landed.status_code == told["answer"]["status"] == 200
        assert runtime.get(told["canonical_path"]).content == landed.content
