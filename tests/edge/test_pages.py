"""Paths of the documentation and of the browser application."""

import pytest

from tests.edge.function import Edge, a_request


@pytest.fixture(scope="module")
def with_application() -> Edge:
    return Edge(application=True)


@pytest.fixture(scope="module")
def without() -> Edge:
    return Edge(application=False)


@pytest.mark.parametrize(
    ("path", "becomes"),
    [
        ("/app", "/app/index.html"),
        ("/app/", "/app/index.html"),
        ("/app/images", "/app/index.html"),
        ("/app/images/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8", "/app/index.html"),
        ("/app/settings/api-keys/", "/app/index.html"),
        ("/app/v1.2/images", "/app/index.html"),
        ("/app/main.js", "/app/main.js"),
        ("/app/assets/kit-4f.css", "/app/assets/kit-4f.css"),
        ("/app/favicon.ico", "/app/favicon.ico"),
        ("/docs/app", "/docs/app/index.html"),
    ],
)
def test_what_is_no_file_is_the_applications_page(path: str, becomes: str, with_application: Edge) -> None:
    assert with_application.on_request(a_request(path, query="next=1"))["uri"] == becomes


def test_the_root_leads_to_the_application_once_there_is_one(with_application: Edge) -> None:
    answer = with_application.on_request(a_request("/"))
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, "/app")


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/images", "/app/main.js"])
def test_until_then_a_page_says_that_nothing_is_there(path: str, without: Edge) -> None:
    answer = without.on_request(a_request(path))
    assert answer["statusCode"] == 404
    assert answer["headers"]["content-type"]["value"] == "text/html; charset=utf-8"
    assert answer["headers"]["cache-control"]["value"] == "no-store"
    assert '<a href="/docs">' in answer["body"]
