"""The distribution: which path goes where, and what is cached of it."""

from typing import Any

import pytest

from schema.keys.cache_tags import CACHE_TAG_HEADER
from stacks.parts.edge_code import BEHAVIOURS
from tests.stacks.reading import PICTURES, flat, of_type, referred, the

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html"""


ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html"""


ALL_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}


def _origin(distribution: dict[str, Any], id_: str) -> dict[str, Any]:
    (origin,) = [origin for origin in distribution["Origins"] if origin["Id"] == id_]
    return origin


def test_behaviors_in_their_order(behaviors: dict[str, Any]) -> None:
    api = ["/api/*", "/_auth-check", "/mcp", "/_gateway/*", "/i/*", "/s/*", "/u/*", "/report", "/auth/github/*"]
    pages = ["/docs", "/docs/*", "/app", "/app/*"]
    assert list(behaviors) == [*api, "/p/*", *pages, "*"] == list(BEHAVIOURS)


def test_everybody_comes_by_https(behaviors: dict[str, Any]) -> None:
    assert {each["ViewerProtocolPolicy"] for each in behaviors.values()} == {"redirect-to-https"}


@pytest.mark.parametrize(("path", "bucket"), [("*", "PublicBucket"), ("/p/*", "PrivateBucket")])
def test_pictures_come_from_s3_and_on_a_miss_from_the_function(
    path: str, bucket: str, distribution: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    groups = {group["Id"]: group for group in distribution["OriginGroups"]["Items"]}
    group = groups[behaviors[path]["TargetOriginId"]]
    assert group["FailoverCriteria"]["StatusCodes"]["Items"] == [403, 404]
    first, second = (_origin(distribution, member["OriginId"]) for member in group["Members"]["Items"])
    assert bucket in flat(first["DomainName"])
    assert "S3OriginConfig" in first
    assert "CdnHost" in flat(second["DomainName"])
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
    assert "ApiHost" in domain
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
        if "ApiHost" in domain:
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
    policy = referred(delivery, behaviors[path]["CachePolicyId"])
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
    policy = referred(delivery, behaviors[path]["OriginRequestPolicyId"])
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
    assert {**behaviors["/mcp"], "PathPattern": ""} == {**api, "PathPattern": ""}


def test_short_links_are_cached_for_minutes_with_their_query(
    delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    policy = referred(delivery, behaviors["/i/*"]["CachePolicyId"])
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 300)
    assert policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


@pytest.mark.parametrize("path", ["/s/*", "/u/*", "/report"])
def test_public_pages_are_kept_for_a_minute_by_the_way_to_a_further_page_only(
    path: str, delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    """What a cookie changes is not stored at all: tests/integration/test_shared_albums.py."""
    policy = referred(delivery, behaviors[path]["CachePolicyId"])
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 60)
    parameters = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert parameters["QueryStringsConfig"] == {"QueryStringBehavior": "whitelist", "QueryStrings": ["after"]}
    assert parameters["CookiesConfig"] == {"CookieBehavior": "none"}
    assert behaviors[path]["Compress"] is True
    assert behaviors[path]["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST


def test_there_are_fewer_behaviors_than_a_distribution_may_have(behaviors: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html: 75."""
    assert len(behaviors) <= 75


def test_only_the_api_is_written_to(behaviors: dict[str, Any]) -> None:
    writable = {path for path, each in behaviors.items() if "POST" in each.get("AllowedMethods", ())}
    assert writable == {"/api/*", "/mcp", "/s/*", "/report", "/auth/github/*"}, "forms, too"
    for path in (*PICTURES, "/_auth-check"):
        assert behaviors[path]["AllowedMethods"] == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize("path", ["/docs", "/docs/*", "/app", "/app/*"])
def test_pages_come_from_the_web_bucket(path: str, distribution: dict[str, Any], behaviors: dict[str, Any]) -> None:
    origin = _origin(distribution, behaviors[path]["TargetOriginId"])
    assert "WebBucket" in flat(origin["DomainName"])
    assert "POST" not in behaviors[path].get("AllowedMethods", ())


def test_failures_are_kept_no_longer_than_their_origin_says_and_never_dressed_up(distribution: dict[str, Any]) -> None:
    remembered = {each["ErrorCode"]: each for each in distribution["CustomErrorResponses"]}
    kept_by_default = {404, 405, 414, 500, 501, 502, 503, 504}
    assert remembered.keys() >= kept_by_default
    assert {each["ErrorCachingMinTTL"] for each in remembered.values()} == {0}
    assert not any("ResponsePagePath" in each for each in remembered.values())


@pytest.mark.parametrize("path", [*PICTURES, "/i/*"])
def test_an_origin_may_have_its_404_kept_for_a_minute_where_it_is_the_same_for_everybody(
    path: str, delivery: dict[str, Any], behaviors: dict[str, Any]
) -> None:
    """CloudFront keeps an error as long as the origin says, up to the policy's MaxTTL: custom-error-pages-expiration.html.
    What everybody may be told depends on no header of the request."""
    policy = referred(delivery, behaviors[path]["CachePolicyId"])
    assert policy["MaxTTL"] >= 60
    assert policy["MinTTL"] == 0


def test_the_distribution_speaks_the_present_versions(distribution: dict[str, Any]) -> None:
    assert (distribution["HttpVersion"], distribution["IPV6Enabled"]) == ("http2and3", True)
    assert {
        tuple(origin["CustomOriginConfig"]["OriginSSLProtocols"])
        for origin in distribution["Origins"]
        if "CustomOriginConfig" in origin
    } == {("TLSv1.2",)}


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


def test_a_shield_stands_before_the_origins_of_images_only_when_the_operator_says_so(
    distribution: dict[str, Any], switched_on: dict[str, dict[str, Any]]
) -> None:
    assert not any("OriginShield" in origin for origin in distribution["Origins"])
    shielded = the(switched_on["delivery"]["Resources"], "AWS::CloudFront::Distribution", "Distribution")[
        "DistributionConfig"
    ]
    shields = {flat(origin["DomainName"]): origin.get("OriginShield") for origin in shielded["Origins"]}
    for domain, shield in shields.items():
        is_of_images = any(name in domain for name in ("PublicBucket", "PrivateBucket", "CdnHost"))
        assert shield == ({"Enabled": True, "OriginShieldRegion": "us-east-1"} if is_of_images else None)
