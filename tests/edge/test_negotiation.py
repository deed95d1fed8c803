"""The format that a viewer gets who names none: the edge and Python choose the same."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, Format
from schema.addresses.negotiation import BROWSER, best_format, why
from tests.edge.function import Edge, a_request

PIECES = ["image/avif", "image/webp", "IMAGE/WebP", "*/*", "image/*", "image/png", "text/html", "", "image/avifx"]
WEIGHTS = ["", ";q=0", "; q=0.0", ";q=0.8", " ; Q = 0 ", ";q=0.001", ";level=1;q=0", ";q=0;level=1", ";q=00", ";qq=0"]


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
        assert at_the_edge(edge, accept, extension) == format_.value, (accept, extension)
        chosen.add(format_)
    assert chosen == {Format.AVIF, Format.WEBP, Format.JPEG}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(accept=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_whatever_a_header_holds_edge_and_python_choose_alike(edge: Edge, accept: str) -> None:
    assert at_the_edge(edge, accept, "jpg") == best_format(accept, extension="jpg").value


def test_every_choice_has_its_reason() -> None:
    reasons = {
        why(accept, extension=extension)
        for extension in ("jpg", "png")
        for accept in (BROWSER, "image/webp", "image/avif", "*/*")
    }
    assert len(reasons) == 5
    assert "flat art" in why(BROWSER, extension="gif")
