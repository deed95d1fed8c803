"""What the edge puts on answers, and what it takes off."""

from typing import Any

import pytest

from schema.keys.cache_tags import CACHE_TAG_HEADER
from tests.stacks.reading import flat, referred


def _headers(delivery: dict[str, Any], behavior: dict[str, Any]) -> dict[str, Any]:
    return referred(delivery, behavior["ResponseHeadersPolicyId"])


CSP = {
    "*": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "/api/*": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "/_auth-check": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "/mcp": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "/p/*": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "/_gateway/*": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "/i/*": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
}


@pytest.mark.parametrize("path", [*CSP, "/docs", "/docs/*", "/app", "/app/*"])
def test_answers_carry_the_security_headers(path: str, delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    policy = _headers(delivery, behaviors[path])
    security = policy["SecurityHeadersConfig"]
    assert all(header["Override"] for header in security.values())
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is True
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "strict-origin-when-cross-origin"
    assert security["FrameOptions"]["FrameOption"] == "DENY"
    assert "ContentTypeOptions" in security
    csp = flat(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    assert csp == CSP.get(path, csp)
    assert "default-src" in csp


def test_public_pages_say_themselves_what_they_may_load(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    """With the hash of their styles; what is not theirs, like a throttled request's answer, may load nothing."""
    security = _headers(delivery, behaviors["/s/*"])["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"] == {"ContentSecurityPolicy": CSP["/api/*"], "Override": False}
    assert security["ReferrerPolicy"] == {"ReferrerPolicy": "no-referrer", "Override": True}
    assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}


def test_the_application_speaks_to_its_own_hosts_only(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    security = _headers(delivery, behaviors["/app/*"])["SecurityHeadersConfig"]
    csp = flat(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    connects = next(each for each in csp.split("; ") if each.startswith("connect-src")).split()[1:]
    assert connects[:2] == ["'self'", "data:"], "Uppy reads some answers in a data: address, which is no host"
    assert connects[-2:] == ["http://localhost:*", "http://127.0.0.1:*"], "where no address of its own is configured"
    hosts = ("UploadsBucket", "OriginalsBucket", "amazoncognito", "Domain")
    assert all(any(host in each for host in hosts) for each in connects[2:-2])
    assert "object-src 'none'; frame-ancestors 'none'; base-uri 'self'" in csp


def test_the_docs_load_and_run_nothing_from_elsewhere(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    csp = _headers(delivery, behaviors["/docs/*"])["SecurityHeadersConfig"]["ContentSecurityPolicy"][
        "ContentSecurityPolicy"
    ]
    assert "http" not in csp
    assert "*" not in csp
    assert "script-src 'self';" in csp


@pytest.mark.parametrize(
    ("path", "embedded_by"), [("*", "cross-origin"), ("/i/*", "cross-origin"), ("/p/*", "same-site")]
)
def test_pictures_may_be_read_by_any_page_and_embedded_too_unless_they_are_private(
    path: str, embedded_by: str, delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    policy = _headers(delivery, behaviors[path])
    assert policy["CorsConfig"]["AccessControlAllowOrigins"]["Items"] == ["*"]
    assert policy["CorsConfig"]["AccessControlAllowCredentials"] is False
    assert policy["CorsConfig"]["AccessControlAllowMethods"]["Items"] == ["GET", "HEAD"]
    assert {"ETag", "Content-Length"} <= set(policy["CorsConfig"]["AccessControlExposeHeaders"]["Items"])
    custom = {each["Header"]: each["Value"] for each in policy["CustomHeadersConfig"]["Items"]}
    assert custom == {"Vary": "Accept", "Cross-Origin-Resource-Policy": embedded_by}


def test_the_api_is_not_opened_to_other_pages_by_the_edge(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    opened = {path for path, each in behaviors.items() if "CorsConfig" in _headers(delivery, each)}
    assert opened == {"*", "/i/*", "/p/*"}


@pytest.mark.parametrize("path", ["*", "/p/*", "/api/*", "/docs", "/docs/*"])
def test_viewers_see_nothing_of_the_storage(path: str, delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    removed = {each["Header"] for each in _headers(delivery, behaviors[path])["RemoveHeadersConfig"]["Items"]}
    assert {CACHE_TAG_HEADER, "x-amz-version-id", "x-amz-expiration", "x-amz-server-side-encryption"} <= removed
