"""Under a host name of an owner's own: the tenant says whose images, and no address leads to anybody else's."""

import json
from typing import Any

import pytest
import quickjs

from local.edge_runtime import RUNTIME, as_script
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
    request = a_request(path, query=query, headers={"accept": "image/avif,*/*"})
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
    assert DOMAIN_BEHAVIOURS == {"/img_*": "domain_links", "*": "domain_images"}
