"""Under a host name of an owner's own: the tenant says whose images, and no address leads to anybody else's."""

import json
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest
import quickjs

from local.edge_runtime import RUNTIME, as_script
from pixelflare.base.ids import new_ulid
from stacks.parts.edge_code import DOMAIN_BEHAVIOURS, Domain, edge_code
from tests.edge.function import a_request

IMAGE = "img_01JDXQ5W9Y3V7K2M4N6P8R0S1T"


def run(kind: Domain, event: dict[str, Any], *, query: str = "", owner: str = "alice") -> Any:
    engine = quickjs.Context()
    engine.eval(RUNTIME + as_script(edge_code(kind)))
    whole = {"context": {"requestId": "r"}, "viewer": {"ip": "203.0.113.7"}, "tenant": {"owner": owner}} | event
    return json.loads(
        engine.eval(f"JSON.stringify(handler(__event({json.dumps(json.dumps(whole))}, {json.dumps(query)})))")
    )


def asked(path: str, *, query: str = "", kind: Domain = "domain_images") -> Any:
    request = a_request(path, query=query, headers={"accept": "image/avif,*/*", "host": "pictures.example.com"})
    request.pop("rawQueryString")
    return run(kind, {"request": request}, query=query)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/trips/beach.jpg", "/alice/trips/beach.jpg"),
        ("/trips/beach.jpg/w512", "/alice/trips/beach.jpg/w512.avif"),
        ("/trips/beach.jpg/w=300,h=200,fit=cover", "/alice/trips/beach.jpg/w=300,h=200,fit=cover.avif"),
        ("/alice/trips/beach.jpg/w512", "/alice/trips/beach.jpg/w512.avif"),
        ("/app/beach.jpg", "/alice/app/beach.jpg"),
    ],
)
def test_image_is_that_of_the_hosts_owner(path: str, uri: str) -> None:
    assert asked(path)["uri"] == uri


@pytest.mark.parametrize(
    "path",
    ["/", "/app", "/docs/", "/api/v1/images", "/bob/trips/beach.jpg", "/bob/trips/beach.jpg/w512", "/alice/", "/trips"],
)
def test_nothing_else_is_under_such_a_host(path: str) -> None:
    answer = asked(path)
    assert answer["statusCode"] == 404 if "statusCode" in answer else answer["uri"].startswith("/alice/bob/")


@pytest.mark.parametrize(
    "path", ["/../bob/trips/beach.jpg", "//bob/trips/beach.jpg", "/%2e%2e/bob/a.jpg", "/a\\b/c.jpg"]
)
def test_no_address_leads_out_of_the_owners_images(path: str) -> None:
    assert asked(path)["statusCode"] == 400


def test_id_of_an_image_is_its_short_link() -> None:
    assert asked(f"/{IMAGE}", kind="domain_links")["uri"] == f"/i/{IMAGE}"
    shared = asked(f"/{IMAGE}/w512", query="fbclid=1&v=2", kind="domain_links")
    assert (shared["uri"], shared["querystring"]) == (f"/i/{IMAGE}/w512", "v=2")


@pytest.mark.parametrize(
    ("location", "seen"),
    [
        ("/alice/trips/beach.jpg?v=1", "/trips/beach.jpg?v=1"),
        ("/bob/trips/beach.jpg", "/bob/trips/beach.jpg"),
        ("https://elsewhere.example/alice/x", "https://elsewhere.example/alice/x"),
    ],
)
def test_redirects_leave_the_owner_out(location: str, seen: str) -> None:
    response = {"statusCode": 301, "headers": {"location": {"value": location}}}
    request = a_request("/alice/trips/old.jpg")
    request.pop("rawQueryString")
    assert run("domain_response", {"request": request, "response": response})["headers"]["location"]["value"] == seen


def test_images_and_short_links_are_all_that_is_there() -> None:
    assert set(DOMAIN_BEHAVIOURS.values()) == {"domain_links", "domain_images"}


def kind_of(path: str) -> Domain:
    """As CloudFront chooses: `?` is one character, `*` any number of them."""
    return next(kind for pattern, kind in DOMAIN_BEHAVIOURS.items() if fnmatchcase(path, pattern))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (f"/{IMAGE}", "domain_links"),
        (f"/{IMAGE}/w512", "domain_links"),
        ("/img_2024/beach.jpg", "domain_images"),
        ("/img_2024/beach.jpg/w512", "domain_images"),
        ("/img_01/beach.jpg", "domain_images"),
        ("/img_2024/the-garden-in-may.jpg", "domain_images"),
        ("/img_01/" + "x" * 19 + ".jpg", "domain_links"),
    ],
)
def test_an_album_may_be_called_like_the_beginning_of_an_id(path: str, kind: Domain) -> None:
    """What looks like an id to a pattern is sent on to where its image is, once."""
    assert kind_of(path) == kind
    if kind == "domain_links" and IMAGE not in path:
        answer = asked(path, query="v=2", kind="domain_links")
        assert answer["statusCode"] == 302
        location = answer["headers"]["location"]["value"]
        assert location == f"//pictures.example.com/alice{path}?v=2"
        assert kind_of(f"/alice{path}") == "domain_images"
        assert asked(f"/alice{path}")["uri"] == f"/alice{path}"


def test_every_id_of_today_is_a_short_link() -> None:
    for moment in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2039, 1, 1, tzinfo=UTC)):
        assert kind_of(f"/img_{new_ulid(moment)}") == "domain_links"
