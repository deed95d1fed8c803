"""What CloudFront caches by, tells the origins, and puts on every answer.

These are names of the whole account, so each carries its stack's: two installations must not clash.
"""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

DAY = Duration.days(1)
YEAR = Duration.days(365)

API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
CDN_CSP = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
# The API reference is one self-hosted script that writes its own styles.
DOCS_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)


def app_csp(*, connects: Sequence[str], images: Sequence[str]) -> str:
    """For the browser application: `connects` are the hosts that it speaks to beside its own, `images` those of its pictures.

    `data:` lets Uppy read what the API has told the page already (docs/decisions/0038).
    Its page carries a policy with the hash of its one inline script. Browsers hold both, so the policy here, which cannot know
    the hash, may allow inline scripts.
    """
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob: {' '.join(images)}; connect-src 'self' data: {' '.join(connects)}; "
        "object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
    )


ORIGIN_INTERNALS = [
    "x-amz-meta-cache-tag",
    "x-amz-server-side-encryption",
    "x-amz-version-id",
    "x-amz-expiration",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amzn-trace-id",
]
"""Of use to CloudFront and to us, not to viewers. CloudFront has read the cache tags by the time it removes them.

It refuses a policy that removes certain others, `x-amzn-requestid` among them (tests/stacks/test_cloudfront_rules.py).
"""


def by_path(scope: Construct) -> cloudfront.CachePolicy:
    """One object a path: the edge function has put all that makes a difference, the format too, into the path."""
    return cloudfront.CachePolicy(
        scope,
        "ByPath",
        cache_policy_name=_name(scope, "by-path"),
        query_string_behavior=cloudfront.CacheQueryStringBehavior.none(),
        header_behavior=cloudfront.CacheHeaderBehavior.none(),
        cookie_behavior=cloudfront.CacheCookieBehavior.none(),
        enable_accept_encoding_gzip=False,
        enable_accept_encoding_brotli=False,
        min_ttl=Duration.seconds(0),
        default_ttl=DAY,
        max_ttl=YEAR,
    )


def shortly(scope: Construct) -> cloudfront.CachePolicy:
    """As long as the origin says, five minutes at most. The query is part of the key, as a redirect carries it on: what the
    edge function leaves of it (stacks/edge/shared/short_links.js)."""
    return cloudfront.CachePolicy(
        scope,
        "Shortly",
        cache_policy_name=_name(scope, "shortly"),
        query_string_behavior=cloudfront.CacheQueryStringBehavior.all(),
        header_behavior=cloudfront.CacheHeaderBehavior.none(),
        cookie_behavior=cloudfront.CacheCookieBehavior.none(),
        min_ttl=Duration.seconds(0),
        default_ttl=Duration.seconds(0),
        max_ttl=Duration.minutes(5),
    )


def galleries(scope: Construct) -> cloudfront.CachePolicy:
    """Pages that everybody sees alike, as long as the function says, a minute at most. What depends on a cookie is not stored;
    of the query there is only what the edge function leaves: the way to a further page."""
    return cloudfront.CachePolicy(
        scope,
        "Galleries",
        cache_policy_name=_name(scope, "galleries"),
        query_string_behavior=cloudfront.CacheQueryStringBehavior.allow_list("after"),
        header_behavior=cloudfront.CacheHeaderBehavior.none(),
        cookie_behavior=cloudfront.CacheCookieBehavior.none(),
        enable_accept_encoding_gzip=True,
        enable_accept_encoding_brotli=True,
        min_ttl=Duration.seconds(0),
        default_ttl=Duration.seconds(0),
        max_ttl=Duration.minutes(1),
    )


def with_viewer_address(scope: Construct) -> cloudfront.OriginRequestPolicy:
    """Tells the function behind a cache miss who asks, for its rate limit, and what the owner has signed; nothing else of
    the request gets through. S3 gets the two parameters, too, and does not know them."""
    return cloudfront.OriginRequestPolicy(
        scope,
        "WithViewerAddress",
        origin_request_policy_name=_name(scope, "with-viewer-address"),
        header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list("CloudFront-Viewer-Address"),
        query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.allow_list("s", "exp"),
        cookie_behavior=cloudfront.OriginRequestCookieBehavior.none(),
    )


def cdn_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    """Images may be embedded and read by any page; the answer depends on Accept, which caches further out must know."""
    return _picture_headers(scope, "CdnHeaders", "cdn-headers", embedded_by="cross-origin")


def private_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    """A private image is embedded by pages of its own site only; whoever holds a signed address may read it."""
    return _picture_headers(scope, "PrivateHeaders", "private-headers", embedded_by="same-site")


def _picture_headers(scope: Construct, id_: str, name: str, *, embedded_by: str) -> cloudfront.ResponseHeadersPolicy:
    return cloudfront.ResponseHeadersPolicy(
        scope,
        id_,
        response_headers_policy_name=_name(scope, name),
        cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
            access_control_allow_credentials=False,
            access_control_allow_origins=["*"],
            access_control_allow_methods=["GET", "HEAD"],
            access_control_allow_headers=["*"],
            access_control_expose_headers=["ETag", "Content-Length", "Content-Range", "Accept-Ranges", "Last-Modified"],
            access_control_max_age=DAY,
            origin_override=True,
        ),
        custom_headers_behavior=_custom({"Vary": "Accept", "Cross-Origin-Resource-Policy": embedded_by}),
        security_headers_behavior=_security(CDN_CSP),
        remove_headers=ORIGIN_INTERNALS,
    )


def page_headers(
    scope: Construct, id_: str, *, csp: str, has_own_csp: bool = False
) -> cloudfront.ResponseHeadersPolicy:
    """For what is opened, not embedded: the API and the pages. A page may have a stricter policy of its own, with the hash
    of its styles, and tells nobody which page a link was on."""
    permissions = {"Permissions-Policy": "geolocation=(), camera=(), microphone=()"}
    return cloudfront.ResponseHeadersPolicy(
        scope,
        id_,
        response_headers_policy_name=_name(scope, id_),
        custom_headers_behavior=_custom(permissions),
        security_headers_behavior=_security(csp, has_own_csp=has_own_csp),
        remove_headers=ORIGIN_INTERNALS,
    )


def _name(scope: Construct, name: str) -> str:
    return f"{Stack.of(scope).stack_name}-{name}"


def _custom(headers: dict[str, str]) -> cloudfront.ResponseCustomHeadersBehavior:
    return cloudfront.ResponseCustomHeadersBehavior(
        custom_headers=[
            cloudfront.ResponseCustomHeader(header=name, value=value, override=True) for name, value in headers.items()
        ]
    )


def _security(csp: str, *, has_own_csp: bool = False) -> cloudfront.ResponseSecurityHeadersBehavior:
    referrers = cloudfront.HeadersReferrerPolicy
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=csp, override=not has_own_csp
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=referrers.NO_REFERRER if has_own_csp else referrers.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
            override=True,
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=YEAR, include_subdomains=True, override=True
        ),
        xss_protection=cloudfront.ResponseHeadersXSSProtection(protection=True, mode_block=True, override=True),
    )
