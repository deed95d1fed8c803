"""The format that a viewer gets who names none: the edge and Python choose the same."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, Format
from schema.addresses.negotiation import BROWSER, FALLBACK, best_format, edge_extension, why
from tests.edge.function import Edge, a_request

PIECES = [
    "image/avif",
    "image/webp",
    "IMAGE/WebP",
    "*/*",
    "image/*",
    "image/png",
    "text/html",
    "",
    "image/avifx",
    "image/jpeg",
]
WEIGHTS = [
    "",
    ";q=0",
    "; q=0.0",
    ";q=0.8",
    " ; Q = 0 ",
    ";q=0.001",
    ";level=1;q=0",
    ";q=0;level=1",
    ";q=00",
    ";qq=0",
    ";q=0.5",
    ";q=1.5",
    ";q=1.",
    ";q=.5",
]


@pytest.fixture(scope="module")
def edge() -> Edge:
    """The stricter engine alone: there are many examples here."""
    return Edge(hostile=True)


def at_the_edge(edge: Edge, accept: str, extension: str) -> str:
    uri: str = edge.on_request(a_request(f"/alice/default/a.{extension}/w512", headers={"accept": accept}))["uri"]
    return uri.rpartition(".")[2]


def test_edge_and_python_choose_alike_among_many_headers(edge: Edge) -> None:
    dice = random.Random(5)
    chosen = set()
    for _ in range(2_000):
        items = [dice.choice(PIECES) + dice.choice(WEIGHTS) for _ in range(dice.randint(0, 5))]
        accept, extension = dice.choice([",", ", "]).join(items), dice.choice([*CONTENT_TYPES_BY_EXTENSION])
        format_ = best_format(accept, extension=extension)
        assert at_the_edge(edge, accept, extension) == edge_extension(accept, extension=extension), (accept, extension)
        chosen.add(format_)
    assert chosen == {Format.AVIF, Format.WEBP, Format.JPEG}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(accept=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_whatever_a_header_holds_edge_and_python_choose_alike(edge: Edge, accept: str) -> None:
    assert at_the_edge(edge, accept, "jpg") == best_format(accept, extension="jpg").value


@pytest.mark.parametrize("extension", [*CONTENT_TYPES_BY_EXTENSION])
def test_old_programs_get_jpeg_of_a_jpeg_and_what_the_record_says_of_all_else(edge: Edge, extension: str) -> None:
    is_jpeg = CONTENT_TYPES_BY_EXTENSION[extension] == "image/jpeg"
    for accept in ("*/*", "text/html", "image/jpeg, image/webp;q=0.5"):
        assert at_the_edge(edge, accept, extension) == ("jpg" if is_jpeg else FALLBACK)
    request = a_request(f"/alice/default/a.{extension}", query="f=auto", headers={"accept": "*/*"})
    assert edge.on_request(request)["uri"].endswith("/f=jpeg." + ("jpg" if is_jpeg else FALLBACK))


def test_nobody_asks_for_the_record_s_choice_by_name(edge: Edge) -> None:
    assert edge.on_request(a_request("/alice/default/a.png/w512.auto"))["statusCode"] == 404


def test_every_choice_has_its_reason() -> None:
    reasons = {
        why(accept, extension=extension)
        for extension in ("jpg", "png")
        for accept in (BROWSER, "image/webp", "image/avif", "*/*")
    }
    assert len(reasons) == 6
    assert why("image/webp, image/avif;q=0.5", extension="jpg") == "the viewer prefers WebP to AVIF"
    assert why("image/webp;q=0.5, image/jpeg", extension="jpg") == "the viewer prefers JPEG to AVIF and WebP"
    assert "flat art" in why(BROWSER, extension="gif")


@pytest.mark.parametrize(
    ("accept", "extension", "format_"),
    [
        ("image/avif;q=0.5,image/webp", "jpg", Format.WEBP),
        ("image/avif;q=0.5,image/webp;q=0.4", "png", Format.AVIF),
        ("image/webp;q=0.8,image/jpeg;q=0.9", "jpg", Format.JPEG),
        ("image/webp;q=0.8,*/*", "jpg", Format.JPEG),
        ("image/webp,*/*", "jpg", Format.WEBP),
        ("image/webp;q=0.1", "jpg", Format.WEBP),
        ("image/webp;q=0.1,image/jpeg;q=0,*/*", "jpg", Format.WEBP),
        ("image/avif;q=0,image/webp;q=0", "jpg", Format.JPEG),
        (BROWSER, "jpg", Format.AVIF),
        (BROWSER, "apng", Format.WEBP),
    ],
)
def test_viewer_gets_what_it_weighs_most(edge: Edge, accept: str, extension: str, format_: Format) -> None:
    assert at_the_edge(edge, accept, extension) == format_.value
    assert best_format(accept, extension=extension) is format_
