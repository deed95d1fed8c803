"""Promises about the edge."""

from pathlib import Path
from typing import Any

import pytest

from schema.keys.cache_tags import CACHE_TAG_HEADER
from stacks.parts import edge_sizes
from stacks.parts.edge_code import BEHAVIOURS, KINDS, Kind, edge_code
from stacks.parts.edge_sizes import sizes
from tests.stacks.reading import flat, of_type, the

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html"""
PICTURES = ("*", "/p/*")
ALL_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}


@pytest.fixture(scope="module")
def delivery(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["delivery"]["Resources"]


@pytest.fixture(scope="module")
def distribution(delivery: dict[str, Any]) -> dict[str, Any]:
    return the(delivery, "AWS::CloudFront::Distribution")["DistributionConfig"]


@pytest.fixture(scope="module")
def behaviors(distribution: dict[str, Any]) -> dict[str, Any]:
    """Path pattern to behaviour, the default one as `*`, in the order of precedence."""
    return {each["PathPattern"]: each for each in distribution["CacheBehaviors"]} | {
        "*": distribution["DefaultCacheBehavior"]
    }


def _origin(distribution: dict[str, Any], id_: str) -> dict[str, Any]:
    (origin,) = [origin for origin in distribution["Origins"] if origin["Id"] == id_]
    return origin


def _referred(delivery: dict[str, Any], reference: dict[str, str]) -> dict[str, Any]:
    (config,) = delivery[reference["Ref"]]["Properties"].values()
    return config


def test_behaviors_in_their_order(behaviors: dict[str, Any]) -> None:
    api, pages = ["/api/*", "/_auth-check", "/_gateway/*", "/i/*"], ["/docs", "/docs/*", "/app", "/app/*"]
    assert list(behaviors) == [*api, "/p/*", *pages, "*"] == list(BEHAVIOURS)


def test_everybody_comes_by_https(behaviors: dict[str, Any]) -> None:
    assert {each["ViewerProtocolPolicy"] for each in behaviors.values()} == {"redirect-to-https"}


@pytest.mark.parametrize(("path", "bucket"), [("*", "PublicBucket"), ("/p/*", "PrivateBucket")])
def test_pictures_come_from_s3_and_on_a_miss_from_the_function(
    path: str, bucket: str, distribution: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    groups = {group["Id"]: group for group in distribution["OriginGroups"]["Items"]}
    group = groups[behaviors[path]["TargetOriginId"]]
    assert group["FailoverCriteria"]["StatusCodes"]["Items"] == [403, 404, 500, 502, 503, 504]
    first, second = (_origin(distribution, member["OriginId"]) for member in group["Members"]["Items"])
    assert bucket in flat(first["DomainName"])
    assert "S3OriginConfig" in first
    assert "CdnFunctionFunctionUrl" in flat(second["DomainName"])
    assert second["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_what_lies_in_the_private_bucket_is_shown_for_a_signature_only(
    distribution: dict[str, Any], delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    (group,) = of_type(delivery, "AWS::CloudFront::KeyGroup")
    assert {path for path, each in behaviors.items() if "TrustedKeyGroups" in each} == {"/p/*"}
    assert behaviors["/p/*"]["TrustedKeyGroups"] == [{"Ref": group}]
    (private,) = [each["Id"] for each in distribution["Origins"] if "PrivateBucket" in flat(each["DomainName"])]
    leading_there = {private} | {
        each["Id"]
        for each in distribution["OriginGroups"]["Items"]
        if private in [member["OriginId"] for member in each["Members"]["Items"]]
    }
    assert [path for path, each in behaviors.items() if each["TargetOriginId"] in leading_there] == ["/p/*"]


def test_the_api_is_shown_a_proof_of_origin_and_nobody_else_is(distribution: dict[str, Any]) -> None:
    sent = {
        flat(origin["DomainName"]): origin["OriginCustomHeaders"]
        for origin in distribution["Origins"]
        if "OriginCustomHeaders" in origin
    }
    ((domain, (header,)),) = sent.items()
    assert "HttpApi" in domain
    assert header["HeaderName"] == "x-origin-proof"
    value = flat(header["HeaderValue"])
    assert value.startswith("{{resolve:secretsmanager:${")
    assert value.endswith(":SecretString:::}}")


def test_every_origin_but_the_api_is_called_with_a_signature(
    delivery: dict[str, Any], distribution: dict[str, Any]
) -> None:
    kinds = {
        name: found["OriginAccessControlConfig"]
        for name, found in of_type(delivery, "AWS::CloudFront::OriginAccessControl").items()
    }
    assert {found["SigningBehavior"] for found in kinds.values()} == {"always"}
    for origin in distribution["Origins"]:
        domain = flat(origin["DomainName"])
        if "HttpApi" in domain:
            continue
        control = kinds[origin["OriginAccessControlId"]["Fn::GetAtt"][0]]
        assert control["OriginAccessControlOriginType"] == ("s3" if "Bucket" in domain else "lambda")


def test_the_distribution_holds_both_permissions_that_a_signed_url_call_needs(delivery: dict[str, Any]) -> None:
    """Since October 2025 InvokeFunctionUrl alone is not enough."""
    permissions = of_type(delivery, "AWS::Lambda::Permission").values()
    assert {permission["Action"] for permission in permissions} == {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}
    for permission in permissions:
        assert permission["Principal"] == "cloudfront.amazonaws.com"
        assert flat(permission["SourceArn"]).endswith(":distribution/${Distribution830FAC52}")
        assert permission.get("InvokedViaFunctionUrl", False) == (permission["Action"] == "lambda:InvokeFunction")


@pytest.mark.parametrize("path", PICTURES)
def test_pictures_are_cached_by_path_alone(path: str, delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    policy = _referred(delivery, behaviors[path]["CachePolicyId"])
    assert policy["ParametersInCacheKeyAndForwardedToOrigin"] == {
        "CookiesConfig": {"CookieBehavior": "none"},
        "EnableAcceptEncodingBrotli": False,
        "EnableAcceptEncodingGzip": False,
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 24 * 3600, 365 * 24 * 3600)
    assert behaviors[path]["Compress"] is False


@pytest.mark.parametrize("path", PICTURES)
def test_a_miss_tells_who_asks_and_what_is_signed_and_nothing_more(
    path: str, delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    policy = _referred(delivery, behaviors[path]["OriginRequestPolicyId"])
    assert policy["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["CloudFront-Viewer-Address"]}
    assert policy["QueryStringsConfig"] == {"QueryStringBehavior": "whitelist", "QueryStrings": ["s", "exp"]}
    assert policy["CookiesConfig"] == {"CookieBehavior": "none"}


def test_purges_by_tag_read_the_header_that_objects_carry(distribution: dict[str, Any]) -> None:
    assert distribution["CacheTagConfig"] == {"HeaderName": CACHE_TAG_HEADER}


def test_the_api_is_never_cached_and_sees_the_viewers_request(behaviors: dict[str, Any]) -> None:
    api = behaviors["/api/*"]
    assert api["CachePolicyId"] == CACHING_DISABLED
    assert api["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert set(api["AllowedMethods"]) == ALL_METHODS
    probe = behaviors["/_auth-check"]
    assert {**probe, "PathPattern": "", "AllowedMethods": []} == {**api, "PathPattern": "", "AllowedMethods": []}


def test_short_links_are_cached_for_minutes_with_their_query(
    delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    policy = _referred(delivery, behaviors["/i/*"]["CachePolicyId"])
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 300)
    assert policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_only_the_api_is_written_to(behaviors: dict[str, Any]) -> None:
    writable = {path for path, each in behaviors.items() if "POST" in each.get("AllowedMethods", ())}
    assert writable == {"/api/*"}
    for path in (*PICTURES, "/_auth-check"):
        assert behaviors[path]["AllowedMethods"] == ["GET", "HEAD", "OPTIONS"]


def _edge_function(template: dict[str, Any], kind: Kind) -> dict[str, Any]:
    return the(template, "AWS::CloudFront::Function", f"Edge{kind.title()}")


def test_each_kind_of_behaviour_has_its_function(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    functions = of_type(delivery, "AWS::CloudFront::Function")
    assert len(functions) == len(KINDS) == len({each["Name"] for each in functions.values()})
    for path, each in behaviors.items():
        seen_by = {
            association["EventType"]: functions[association["FunctionARN"]["Fn::GetAtt"][0]]["FunctionCode"]
            for association in each["FunctionAssociations"]
        }
        answers = {"viewer-response": edge_code("response")} if path in PICTURES else {}
        assert seen_by == {"viewer-request": edge_code(BEHAVIOURS[path])} | answers


@pytest.mark.parametrize("kind", KINDS)
def test_functions_are_published_for_the_runtime_that_they_are_written_for(
    kind: Kind, delivery: dict[str, Any]
) -> None:
    function = _edge_function(delivery, kind)
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert function["AutoPublish"] is True


def test_the_sizes_that_are_printed_are_those_of_what_is_deployed(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sizes(assembly / "delivery.template.json") == {kind: len(edge_code(kind).encode()) for kind in KINDS}
    edge_sizes.main(str(assembly))
    printed = capsys.readouterr().out
    assert f"images    {len(edge_code('images')):>6,} of 8,700" in printed


@pytest.mark.parametrize("path", ["/docs", "/docs/*", "/app", "/app/*"])
def test_pages_come_from_the_web_bucket(path: str, distribution: dict[str, Any], behaviors: dict[str, Any]) -> None:
    origin = _origin(distribution, behaviors[path]["TargetOriginId"])
    assert "WebBucket" in flat(origin["DomainName"])
    assert "POST" not in behaviors[path].get("AllowedMethods", ())


def test_the_edge_and_the_api_know_of_the_widths_that_others_are_snapped_to(
    switched_on: dict[str, dict[str, Any]], templates: dict[str, dict[str, Any]]
) -> None:
    function = _edge_function(switched_on["delivery"]["Resources"], "images")
    assert function["FunctionCode"] == edge_code("images", widths=[128, 256, 320, 512, 640, 1024, 1536, 2048])
    assert _told_the_api(switched_on) == ("128 256 320 512 640 1024 1536 2048", "on")
    assert _told_the_api(templates) == ("128 256 512 1024 1536 2048", "off")


def _told_the_api(templates: dict[str, dict[str, Any]]) -> tuple[str, str]:
    functions = of_type(templates["service"]["Resources"], "AWS::Lambda::Function").values()
    (variables,) = [
        variables for function in functions if "SNAP_WIDTHS" in (variables := function["Environment"]["Variables"])
    ]
    return variables["WIDTHS"], variables["SNAP_WIDTHS"]


def test_failures_are_kept_no_longer_than_their_origin_says_and_never_dressed_up(distribution: dict[str, Any]) -> None:
    remembered = {each["ErrorCode"]: each for each in distribution["CustomErrorResponses"]}
    kept_by_default = {404, 405, 414, 500, 501, 502, 503, 504}
    assert remembered.keys() >= kept_by_default
    assert {each["ErrorCachingMinTTL"] for each in remembered.values()} == {0}
    assert not any("ResponsePagePath" in each for each in remembered.values())


def test_the_distribution_speaks_the_present_versions(distribution: dict[str, Any]) -> None:
    assert (distribution["HttpVersion"], distribution["IPV6Enabled"]) == ("http2and3", True)
    assert {
        tuple(origin["CustomOriginConfig"]["OriginSSLProtocols"])
        for origin in distribution["Origins"]
        if "CustomOriginConfig" in origin
    } == {("TLSv1.2",)}


def _headers(delivery: dict[str, Any], behavior: dict[str, Any]) -> dict[str, Any]:
    return _referred(delivery, behavior["ResponseHeadersPolicyId"])


CSP = {
    "*": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    "/api/*": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "/_auth-check": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
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
    csp = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert len(csp) <= 1783  # CloudFront's limit
    assert csp == CSP.get(path, csp)
    assert "default-src" in csp


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
    assert {CACHE_TAG_HEADER, "x-amz-version-id", "x-amz-server-side-encryption"} <= removed
    assert len(removed) <= 10  # CloudFront's limit


def test_functions_are_told_of_the_distribution_by_the_names_they_know(
    resources: dict[str, Any], delivery: dict[str, Any]
) -> None:
    written = {found["Name"]: flat(found["Value"]) for found in of_type(delivery, "AWS::SSM::Parameter").values()}
    (api,) = [
        found["Environment"]["Variables"]
        for found in of_type(resources, "AWS::Lambda::Function").values()
        if ".api." in found["Handler"]
    ]
    assert written == {
        api["DISTRIBUTION_ID_PARAMETER"]: "${Distribution830FAC52}",
        api["PUBLIC_URL_PARAMETER"]: "https://${Distribution830FAC52.DomainName}",
        api["SIGNING_KEY_PARAMETER"]: written[api["SIGNING_KEY_PARAMETER"]],  # tests/stacks/test_signing_keys.py
    }
