"""CloudFront's own rules, which no linter knows, over every template: a deployment that breaks one is refused by AWS.

All pages are below https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/.
"""

import re
from typing import Any

import pytest

from stacks.delivery.origin_shield import REGIONS
from tests.stacks.reading import as_list, flat, of_type, statements, walk

Resources = dict[str, dict[str, Any]]

IRREMOVABLE = re.compile(
    r"connection|content-encoding|content-length|expect|host|keep-alive|proxy-authenticate|"
    r"proxy-authorization|proxy-connection|trailer|transfer-encoding|upgrade|via|warning|"
    r"x-accel-buffering|x-accel-charset|x-accel-limit-rate|x-accel-redirect|x-amz-cf-.*|x-amzn-auth|"
    r"x-amzn-cf-billing|x-amzn-cf-id|x-amzn-cf-xff|x-amzn-errortype|x-amzn-fle-profile|"
    r"x-amzn-header-count|x-amzn-header-order|x-amzn-lambda-integration-tag|x-amzn-requestid|x-edge-.*|"
    r"x-forwarded-proto|x-real-ip"
)
"""understanding-response-headers-policies.html, "Headers that you can't remove"."""
NOT_FOR_ORIGINS = re.compile(
    r"cache-control|connection|content-length|cookie|host|if-match|if-modified-since|if-none-match|"
    r"if-range|if-unmodified-since|max-forwards|pragma|proxy-authenticate|proxy-authorization|"
    r"proxy-connection|range|request-range|te|trailer|transfer-encoding|upgrade|via|x-amz-.*|x-edge-.*|"
    r"x-real-ip"
)
"""add-origin-custom-headers.html, "Custom headers that CloudFront can't add to origin requests"."""
OWN_SETTINGS = re.compile(
    r"access-control-.*|content-security-policy|referrer-policy|strict-transport-security|"
    r"x-content-type-options|x-frame-options|x-xss-protection|server-timing"
)
"""understanding-response-headers-policies.html: headers with a setting of their own are no custom headers."""
CACHED_ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
"""custom-error-pages-expiration.html and HTTPStatusCodes.html: the statuses that can be configured."""
FAILOVER_STATUSES = {400, 403, 404, 416, 429, 500, 502, 503, 504}
"""high_availability_origin_failover.html, step 8."""
FAILOVER_METHODS = {"GET", "HEAD", "OPTIONS"}
"""high_availability_origin_failover.html: CloudFront fails over for these, and refuses a behaviour with an origin group that
allows others (https://github.com/aws/aws-cdk/issues/32450)."""
HEADERS_OF_A_POLICY, LONGEST_NAME, LONGEST_VALUE, LONGEST_TOGETHER = 10, 256, 1_783, 10_240
"""cloudfront-limits.html, "Quotas on headers"."""
NAMES_OF_A_POLICY, LONGEST_NAMES = 10, 1_024
"""cloudfront-limits.html, "General quotas on policies": query strings, headers and cookies, each; all names together."""


def _those_of(names: set[str], *lists: re.Pattern[str]) -> list[str]:
    return sorted(name for name in names if any(each.fullmatch(name.lower()) for each in lists))


def _configurations(resources: Resources, kind: str) -> list[dict[str, Any]]:
    found = [next(iter(each.values())) for each in of_type(resources, f"AWS::CloudFront::{kind}").values()]
    assert found, f"no template has a {kind}"
    return found


@pytest.fixture
def answered(resources: Resources) -> list[dict[str, Any]]:
    """The configurations of all response headers policies."""
    return _configurations(resources, "ResponseHeadersPolicy")


def test_no_policy_removes_what_cloudfront_does_not_let_go(answered: list[dict[str, Any]]) -> None:
    removed = {item["Header"] for each in answered for item in each["RemoveHeadersConfig"]["Items"]}
    assert removed
    assert _those_of(removed, IRREMOVABLE) == []


def test_custom_headers_are_none_that_have_a_setting_of_their_own(answered: list[dict[str, Any]]) -> None:
    added = {item["Header"] for each in answered for item in each["CustomHeadersConfig"]["Items"]}
    assert added
    assert _those_of(added, IRREMOVABLE, OWN_SETTINGS) == []


def test_response_headers_fit_into_their_quotas(answered: list[dict[str, Any]]) -> None:
    for each in answered:
        custom = [(item["Header"], item["Value"]) for item in each["CustomHeadersConfig"]["Items"]]
        assert len(custom) <= HEADERS_OF_A_POLICY
        assert len(each["RemoveHeadersConfig"]["Items"]) <= HEADERS_OF_A_POLICY
        assert max(len(name) for name, _ in custom) <= LONGEST_NAME
        assert max(len(value) for _, value in custom) <= LONGEST_VALUE
        assert sum(len(name) + len(value) for name, value in custom) <= LONGEST_TOGETHER
        security = each["SecurityHeadersConfig"]
        assert len(security["ContentSecurityPolicy"]["ContentSecurityPolicy"]) <= LONGEST_VALUE
        assert not (security["XSSProtection"]["ModeBlock"] and "ReportUri" in security["XSSProtection"])
        origins = each.get("CorsConfig", {}).get("AccessControlAllowOrigins", {"Items": []})["Items"]
        assert len(" ".join(origins)) <= LONGEST_VALUE


def test_headers_for_origins_are_ones_that_cloudfront_may_add(resources: Resources) -> None:
    added = {
        header["HeaderName"]
        for each in _configurations(resources, "Distribution")
        for origin in each["Origins"]
        for header in origin.get("OriginCustomHeaders", [])
    }
    assert added
    assert _those_of(added, NOT_FOR_ORIGINS) == []


@pytest.mark.parametrize(
    ("kind", "section"),
    [("CachePolicy", "ParametersInCacheKeyAndForwardedToOrigin"), ("OriginRequestPolicy", None)],
)
def test_names_in_a_policy_fit_into_their_quotas(kind: str, section: str | None, resources: Resources) -> None:
    lists = (("CookiesConfig", "Cookies"), ("HeadersConfig", "Headers"), ("QueryStringsConfig", "QueryStrings"))
    for each in _configurations(resources, kind):
        parameters = each[section] if section else each
        named = [parameters[config].get(names, []) for config, names in lists]
        assert all(len(names) <= NAMES_OF_A_POLICY for names in named)
        assert sum(len(name) for names in named for name in names) <= LONGEST_NAMES


def test_a_policy_that_caches_nothing_asks_for_no_compression(resources: Resources) -> None:
    """ServingCompressedFiles.html: compressed objects need a time to live above 0."""
    for each in _configurations(resources, "CachePolicy"):
        parameters = each["ParametersInCacheKeyAndForwardedToOrigin"]
        compressed = parameters["EnableAcceptEncodingGzip"] or parameters.get("EnableAcceptEncodingBrotli", False)
        assert each["MaxTTL"] > 0 or not compressed


def test_only_statuses_that_cloudfront_knows_are_configured(resources: Resources) -> None:
    for each in _configurations(resources, "Distribution"):
        assert {error["ErrorCode"] for error in each["CustomErrorResponses"]} <= CACHED_ERRORS
        for group in each["OriginGroups"]["Items"]:
            assert set(group["FailoverCriteria"]["StatusCodes"]["Items"]) <= FAILOVER_STATUSES


def test_behaviours_with_an_origin_group_allow_only_methods_that_fail_over(resources: Resources) -> None:
    methods = [
        set(behavior["AllowedMethods"])
        for each in _configurations(resources, "Distribution")
        for behavior in (each["DefaultCacheBehavior"], *each["CacheBehaviors"])
        if behavior["TargetOriginId"] in {group["Id"] for group in each["OriginGroups"]["Items"]}
    ]
    assert methods
    assert all(each <= FAILOVER_METHODS for each in methods)


def test_distributions_may_read_buckets_by_their_arn_and_nothing_else(resources: Resources) -> None:
    """private-content-restricting-access-to-s3.html: no example has AWS:SourceAccount; the ARN holds the account."""
    admitted = [
        statement
        for policy in of_type(resources, "AWS::S3::BucketPolicy").values()
        for statement in statements(policy)
        if statement["Effect"] == "Allow" and "cloudfront.amazonaws.com" in map(str, walk(statement["Principal"]))
    ]
    assert len(admitted) == 3
    for statement in admitted:
        named = [key for condition in statement["Condition"].values() for key in condition]
        assert named == ["AWS:SourceArn"]
        (source,) = [as_list(value) for condition in statement["Condition"].values() for value in condition.values()]
        assert all("cloudfront::${AWS::AccountId}:distribution/" in flat(arn) for arn in source)


def test_a_shield_stands_where_cloudfront_has_one(switched_on: dict[str, dict[str, Any]]) -> None:
    """origin-shield.html, "Choose the AWS Region for Origin Shield"."""
    distributions = _configurations(switched_on["delivery"]["Resources"], "Distribution")
    every = [origin for distribution in distributions for origin in distribution["Origins"]]
    shields = [each["OriginShield"] for each in every if "OriginShield" in each]
    assert shields
    assert {shield["OriginShieldRegion"] for shield in shields} <= REGIONS
