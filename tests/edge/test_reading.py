"""What explaining reads in an address is what the edge makes of it: the same path, or both refuse."""

import random
from urllib.parse import quote_plus

import pytest

from pixelflare.base.errors import InvalidRequest
from pixelflare.delivery.paths import PrivatePath
from pixelflare.explain.reading import path_of, read, split
from schema.addresses.image_path import ImagePath
from tests.edge.function import Edge, a_request
from tests.edge.test_options import ACCEPTS, PHOTO, PRIVATE, _asked, _pairs

MANY = 1_500
ODD = [
    "",
    "a",
    "/",
    "//x",
    "?w=1",
    "/a/b",
    "/original.webp",
    "/w512.json",
    "/../x",
    "/%77512",
    "/w512/x",
    "/W512",
    "/w=300,",
    "/w=300,=5",
    "/w=300,,q=50",
    "/w%3D300",
    "/w%3d300%2Ch%3d200%2cfit%3dcover.webp",
    "/w=300%2C%20q=50",
    "/w%253D300",
    "/w=300%2Fh=2",
    "/w=300%zz",
    "/w=%C3",
    "/w=%2e%2e",
    "/w512%2Ewebp",
    "/?height=",
    "?height=&w=300",
    "?w=300&w=301",
]


@pytest.fixture(scope="module")
def edge() -> Edge:
    """The stricter engine alone: there are many examples here."""
    return Edge(hostile=True)


def at_the_edge(edge: Edge, path: str, query: str, accept: str) -> str | None:
    answer = edge.on_request(a_request(path, query=query, headers={"accept": accept}))
    return answer.get("uri")


def as_explained(url: str, accept: str) -> str | None:
    try:
        reading = read(split(url), accept=accept, snap=())
    except InvalidRequest:
        return None
    assert isinstance(reading.target, ImagePath | PrivatePath)
    return path_of(reading.target, reading.name)


def test_many_addresses_are_read_as_the_edge_reads_them(edge: Edge) -> None:
    dice = random.Random(11)
    refused = 0
    for _ in range(MANY):
        path = f"{dice.choice([PHOTO, PRIVATE])}/{_asked(dice)}"
        query = "&".join(f"{name}={quote_plus(value)}" for name, value in _pairs(dice, most=5))
        accept = dice.choice([*ACCEPTS])
        made = at_the_edge(edge, path, query, accept)
        assert as_explained(f"https://example.com{path}?{query}#x", accept) == made, (path, query)
        refused += made is None
    assert MANY * 0.05 < refused < MANY * 0.6


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "image", [PHOTO, PRIVATE, "/alice/default/a.exe", "/-/b/c.jpg", "/p/img_1.jpg", "/alice/default/IMG_1.JPG"]
)
def test_odd_addresses_are_refused_where_the_edge_refuses_them(edge: Edge, image: str, odd: str) -> None:
    path, _, query = f"{image}{odd}".partition("?")
    assert as_explained(f"{image}{odd}", "*/*") == at_the_edge(edge, path, query, "*/*")


def test_the_words_of_a_refusal_are_the_edges(edge: Edge) -> None:
    for rest in (
        "/w=0",
        "/w=300,x=1",
        "/w=300,",
        "/w=300,=5",
        "/w512.json",
        "/x/y",
        "/..",
        "?rotate=7",
        "?w=300&w=301",
        "/w%3D0",
        "?wm=a&wmt=SGVsbG8",
        "?fit=fill",
    ):
        path, _, query = f"{PHOTO}{rest}".partition("?")
        with pytest.raises(InvalidRequest) as refused:
            read(split(f"{PHOTO}{rest}"), accept="*/*", snap=())
        assert f'"message":"{refused.value.message}"' in edge.on_request(a_request(path, query=query))["body"]


def test_an_option_that_comes_twice_is_named(edge: Edge) -> None:
    assert '"message":"w is given twice."' in edge.on_request(a_request(PHOTO, query="w=300&w=301"))["body"]
