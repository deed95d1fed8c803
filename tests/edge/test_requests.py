"""What the edge function makes of a path, case by case; the cases are in stacks/edge/vectors.json."""

import json
from typing import Any

import pytest

from pixelflare.delivery.paths import PrivatePath, parse
from schema.addresses.negotiation import FALLBACK
from schema.errors import ErrorBody
from stacks.parts.edge_code import SOURCES
from tests.edge.function import REQUEST_ID, VIEWER, Edge, a_request

VECTORS: dict[str, list[dict[str, Any]]] = json.loads((SOURCES / "vectors.json").read_text())

IMAGES = [
    vector for vector in VECTORS["requests"] if "becomes" in vector and vector["path"].startswith(("/alice/", "/p/"))
]


def _named(vectors: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def _request_of(vector: dict[str, Any]) -> dict[str, Any]:
    request = a_request(vector["path"], method=vector.get("method", "GET"), query=vector.get("query", ""))
    accept = vector.get("accept")
    if isinstance(accept, list):
        values = [{"value": value} for value in accept]
        request["headers"]["accept"] = values[0] | {"multiValue": values}
    elif accept is not None:
        request["headers"]["accept"] = {"value": accept}
    return request


def test_names_of_vectors_are_unique() -> None:
    names = [vector["name"] for vectors in VECTORS.values() for vector in vectors]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("vector", _named([vector for vector in VECTORS["requests"] if "becomes" in vector]))
def test_path_becomes(vector: dict[str, Any], edge: Edge) -> None:
    request = _request_of(vector)
    returned = edge.on_request(request)
    assert (returned["method"], returned["uri"]) == (request["method"], vector["becomes"])
    if "keeps" not in vector:
        assert returned["querystring"] == request["querystring"]
    else:
        assert returned["querystring"] == (vector["keeps"] or {})


@pytest.mark.parametrize("vector", _named([vector for vector in VECTORS["requests"] if "refused" in vector]))
def test_path_is_refused(vector: dict[str, Any], edge: Edge) -> None:
    status, code = vector["refused"]
    returned = edge.on_request(_request_of(vector))
    envelope = ErrorBody.model_validate_json(returned["body"])
    assert (returned["statusCode"], envelope.error.code) == (status, code)
    assert envelope.request_id == REQUEST_ID
    assert returned["headers"]["content-type"]["value"] == "application/json"
    assert returned["headers"]["cache-control"]["value"] == "no-store"


@pytest.mark.parametrize("vector", _named([vector for vector in VECTORS["requests"] if "answers" in vector]))
def test_edge_answers_itself(vector: dict[str, Any], edge: Edge) -> None:
    returned = edge.on_request(_request_of(vector))
    assert (returned["statusCode"], json.loads(returned["body"])) == (200, vector["answers"])
    assert returned["headers"]["cache-control"]["value"] == "no-store"


@pytest.mark.parametrize("vector", _named([vector for vector in VECTORS["requests"] if "redirects" in vector]))
def test_edge_redirects(vector: dict[str, Any], edge: Edge) -> None:
    returned = edge.on_request(_request_of(vector))
    assert (returned["statusCode"], returned["headers"]["location"]["value"]) == (302, vector["redirects"])


@pytest.mark.parametrize("path", [vector["becomes"] for vector in IMAGES])
def test_the_function_behind_reads_every_picture_that_the_edge_lets_through_as_the_same_one(path: str) -> None:
    asked = parse(path)
    assert asked is not None
    original = f"{asked.what.path}/original" if isinstance(asked.what, PrivatePath) else asked.what.path
    extension = FALLBACK if asked.is_fallback else asked.format
    assert path == (original if asked.variant is None else f"{asked.what.path}/{asked.variant}.{extension}")


def test_every_vector_says_what_is_expected() -> None:
    expected = [set(vector) & {"becomes", "refused", "answers", "redirects"} for vector in VECTORS["requests"]]
    assert all(len(outcomes) == 1 for outcomes in expected)


@pytest.mark.parametrize("vector", _named(VECTORS["responses"]))
def test_cache_control_for_viewers(vector: dict[str, Any], edge: Edge) -> None:
    headers = {"cache-control": {"value": vector["origin"]}} if vector["origin"] else {}
    response = {
        "statusCode": vector["status"],
        "statusDescription": "",
        "headers": headers | {"etag": {"value": '"e"'}},
    }
    returned = edge.on_response(a_request(vector["path"], query=vector["query"]), response)
    assert returned["headers"].get("cache-control", {}).get("value") == vector["viewer"]
    assert (returned["statusCode"], returned["headers"]["etag"]["value"]) == (vector["status"], '"e"')


@pytest.mark.parametrize(
    ("location", "query", "leads_to"),
    [
        ("/a/b/c.jpg/w=300.webp", "s=Ab-_1&exp=17&v=3", "/a/b/c.jpg/w=300.webp?s=Ab-_1&exp=17"),
        ("/a/b/c.jpg?f=auto", "s=Ab", "/a/b/c.jpg?f=auto&s=Ab"),
        ("/a/b/c.jpg/w=300?s=Own&exp=1", "s=Ab", "/a/b/c.jpg/w=300?s=Own&exp=1"),
        ("/a/b/c.jpg", "v=3&exp=17", "/a/b/c.jpg"),
        ("/a/b/c.jpg", "s=a%26b=c", "/a/b/c.jpg"),
        ("/a/b/c.jpg", "s=", "/a/b/c.jpg"),
        ("https://s3.example/x?X-Amz=1", "s=Ab", "https://s3.example/x?X-Amz=1"),
        ("//evil.example/", "s=Ab", "//evil.example/"),
    ],
)
def test_redirect_keeps_the_signature_of_the_viewer(location: str, query: str, leads_to: str, edge: Edge) -> None:
    response = {"statusCode": 301, "statusDescription": "", "headers": {"location": {"value": location}}}
    returned = edge.on_response(a_request("/a/b/old.jpg/w=300", query=query), response)
    assert returned["headers"]["location"]["value"] == leads_to


@pytest.mark.parametrize(("length", "is_taken"), [("4194304", True), ("4194305", False), ("7000000", False)])
def test_body_that_no_route_takes_is_refused_in_the_envelope(length: str, is_taken: bool, edge: Edge) -> None:
    request = a_request("/api/v1/images", method="POST", headers={"content-length": length})
    returned = edge.on_request(request)
    if is_taken:
        assert returned["uri"] == "/v1/images"
    else:
        assert returned["statusCode"] == 413
        assert ErrorBody.model_validate_json(returned["body"]).error.code == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize("path", ["/a/b/c.jpg", "/p/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8.jpg/original"])
def test_time_of_storage_is_told_of_no_picture(path: str, edge: Edge) -> None:
    headers = {"last-modified": {"value": "Sun, 29 Nov 2026 17:08:35 GMT"}, "accept-ranges": {"value": "bytes"}}
    returned = edge.on_response(a_request(path), {"statusCode": 200, "statusDescription": "", "headers": headers})
    assert returned["headers"] == {"accept-ranges": {"value": "bytes"}}


def test_preflight_of_a_picture_is_answered_at_the_edge(edge: Edge) -> None:
    returned = edge.on_request(a_request("/alice/default/a.jpg/w512", method="OPTIONS"))
    assert returned["statusCode"] == 204
    assert returned["headers"]["access-control-allow-origin"]["value"] == "*"
    assert returned["headers"]["access-control-allow-methods"]["value"] == "GET, HEAD"


def test_preflight_of_nothing_is_not_found(edge: Edge) -> None:
    assert edge.on_request(a_request("/admin/default/a.jpg", method="OPTIONS"))["statusCode"] == 404


def test_preflight_of_a_private_picture_is_answered_at_the_edge_too(edge: Edge) -> None:
    path = "/p/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8.jpg/w512"
    assert edge.on_request(a_request(path, method="OPTIONS"))["statusCode"] == 204


@pytest.mark.parametrize("path", ["/api/v1/images", "/_auth-check", "/mcp", "/s/abc", "/u/anna"])
def test_viewers_cannot_lie_about_their_address(path: str, edge: Edge) -> None:
    returned = edge.on_request(a_request(path, headers={"x-viewer-address": "10.0.0.1", "authorization": "Bearer t"}))
    assert returned["headers"]["x-viewer-address"]["value"] == VIEWER
    assert returned["headers"]["authorization"]["value"] == "Bearer t"
