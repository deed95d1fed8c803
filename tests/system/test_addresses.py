"""What the other addresses answer: documents, health, refusals at the edge, forms used wrongly."""

import httpx
import pytest

from tests.photographs import photograph
from tests.system.openapi import document
from tests.system.runtime import Runtime, User


def test_openapi_document_is_served_as_it_is_committed(runtime: Runtime) -> None:
    answer = runtime.get("/api/openapi.json")

    assert answer.status_code == 200
    assert answer.json() == document()
    assert answer.json()["openapi"].startswith("3.1")


def test_api_reference_is_served_whole_from_here(runtime: Runtime) -> None:
    page = runtime.get("/docs/api")
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/html")
    assert "//" not in page.text.replace("<!--", "").replace("-->", "").replace("http://www.w3.org", "")
    script = runtime.get("/docs/scripts/scalar.js")
    assert script.status_code == 200
    assert len(script.content) > 500_000


def test_the_root_leads_to_the_application(runtime: Runtime) -> None:
    answer = runtime.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/app")
    assert runtime.get("/docs").status_code == 200


@pytest.mark.parametrize("path", ["/app", "/app/images", "/app/images/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8"])
def test_the_application_answers_at_each_of_its_paths(runtime: Runtime, path: str) -> None:
    answer = runtime.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html")
    starter, policy = answer.text, answer.headers["content-security-policy"]
    assert "sha256-" in starter, "the page's own policy names its one inline script"
    assert "default-src 'self'" in policy


def test_a_file_of_the_application_that_is_missing_is_no_page(runtime: Runtime) -> None:
    assert runtime.get("/app/main.js").status_code in (403, 404)


def test_health_needs_no_token(runtime: Runtime) -> None:
    assert runtime.get("/_gateway/health").json() == {"status": "ok"}
    assert runtime.get("/api/v1/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "path",
    [
        *("/o/a/../b.jpg", "/o/a/%2e%2e/b.jpg", "/o/a/b%2fc.jpg", "/o/a/b.jpg/%2e%2e", "/o/a/b\\c.jpg", "/o//b.jpg"),
        *("/o/a/b%00.jpg", "/o/a/b%20c.jpg", f"/o/a/{'x' * 1100}.jpg"),
    ],
)
def test_suspicious_path_is_refused_at_the_edge(runtime: Runtime, path: str) -> None:
    status, body = raw_get(runtime, path)

    assert status == 400
    assert b'"VALIDATION_ERROR"' in body


@pytest.mark.parametrize("path", ["/nothing", "/o/a", "/o/a/b", "/o/a/b.exe", "/O/a/b.jpg", "/api2/x/y.jpg/w1/w2"])
def test_path_of_nothing_is_not_found(runtime: Runtime, path: str) -> None:
    answer = runtime.get(path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
    assert answer.json()["request_id"]


def test_caller_without_a_name_is_refused(runtime: Runtime) -> None:
    answer = runtime.get("/api/v1/images")

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHORIZED")


def test_token_of_somebody_else_s_making_is_refused(runtime: Runtime) -> None:
    answer = runtime.get("/api/v1/images", Authorization="Bearer eyJhbGciOiJub25lIn0.e30.")

    assert answer.status_code == 401


def test_form_is_refused_by_s3_when_it_is_not_used_as_it_was_given(user: User) -> None:
    form = user.reserve("a.jpg", size_bytes=1000)

    assert user.send(form, b"x" * 1001).status_code == 400
    assert user.send(form, b"").status_code == 400
    assert user.send(form, b"x", key="somebody/else").status_code == 403
    assert user.send(form, b"x", **{"Content-Type": "text/html"}).status_code == 403
    assert user.send(form, b"x", **{"x-amz-signature": "0" * 64}).status_code == 403
    assert user.call("GET", f"/images/{form['imageId']}").json()["status"] == "reserved"


def test_page_of_another_origin_may_post_the_form(user: User) -> None:
    form = user.reserve("a.png")
    headers = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}

    preflight = httpx.options(form["uploadUrl"], headers=headers)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in ("*", "https://app.example")


def test_picture_behind_a_wrong_name_gets_the_right_one(user: User) -> None:
    form = user.reserve("a.jpg")
    assert user.send(form, photograph("coffee.png")).status_code == 201

    image = user.wait_for(form["imageId"])
    assert (image["status"], image["filename"], image["content_type"]) == ("ready", "a.png", "image/png")
    assert user.runtime.get(form["image"]["cdn_url"].removeprefix(user.runtime.url)).status_code in (200, 301)


def test_bad_requests_have_their_documented_answers(user: User) -> None:
    cases = [
        ("POST", "/images", "{not json", 400),
        ("POST", "/images", {"filename": "a/../b.jpg"}, 400),
        ("POST", "/images", {"filename": "a.exe"}, 415),
        ("GET", "/images?limit=10000", None, 400),
        ("GET", "/images?cursor=forged", None, 400),
        ("GET", "/images/img_01ARZ3NDEKTSV4RRFFQ69G5FAV", None, 404),
        ("GET", "/images/nonsense", None, 400),
        ("DELETE", "/albums/nothing", None, 404),
    ]
    for method, path, body, status in cases:
        assert user.call(method, path, body).status_code == status, (method, path)


def raw_get(runtime: Runtime, path: str) -> tuple[int, bytes]:
    """A request whose path no client library has tidied."""
    import socket

    host, port = httpx.URL(runtime.url).host, httpx.URL(runtime.url).port
    with socket.create_connection((host, port or 80), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(received.split(b" ", 2)[1]), received
