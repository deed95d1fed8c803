"""The distribution's policies: cache keys, forwarded values, and headers for viewers."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local.freshness import Lifetimes
from local.http_messages import Request, Response

Wanted = Callable[[str], bool]
_YEAR = 31536000
_ALWAYS_FORWARDED = {"content-type", "content-length"}


def _managed_cache(lowest: int, default: int, highest: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "MinTTL": lowest,
        "DefaultTTL": default,
        "MaxTTL": highest,
        "ParametersInCacheKeyAndForwardedToOrigin": parameters,
    }


def _parameters(headers: Mapping[str, Any], cookies: str, queries: str) -> dict[str, Any]:
    return {
        "HeadersConfig": headers,
        "CookiesConfig": {"CookieBehavior": cookies},
        "QueryStringsConfig": {"QueryStringBehavior": queries},
    }


_NOTHING = _parameters({"HeaderBehavior": "none"}, "none", "none")
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
MANAGED_CACHE_POLICIES = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": _managed_cache(1, 86400, _YEAR, _NOTHING),  # CachingOptimized
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": _managed_cache(1, 86400, _YEAR, _NOTHING),  # ...ForUncompressedObjects
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": _managed_cache(0, 0, 0, _NOTHING),  # CachingDisabled
}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
MANAGED_ORIGIN_REQUEST_POLICIES = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": _parameters({"HeaderBehavior": "allViewer"}, "all", "all"),
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": _parameters(
        {"HeaderBehavior": "allExcept", "Headers": ["host"]}, "all", "all"
    ),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": _parameters(
        {
            "HeaderBehavior": "whitelist",
            "Headers": ["origin", "access-control-request-headers", "access-control-request-method"],
        },
        "none",
        "none",
    ),
    "59781a5b-3903-41f3-afcb-af62929ccde1": _parameters(
        {"HeaderBehavior": "whitelist", "Headers": ["origin"]}, "none", "none"
    ),
    "acba4595-bd28-49b8-b9fe-13317c0390fa": _parameters(
        {"HeaderBehavior": "whitelist", "Headers": ["user-agent", "referer"]}, "none", "none"
    ),
}


@dataclass(frozen=True)
class Selection:
    """The headers, cookies and query strings that a policy names."""

    header: Wanted
    cookie: Wanted
    query: Wanted
    generated: frozenset[str]  # headers that CloudFront itself adds for the origin

    def key(self, request: Request) -> tuple[Any, ...]:
        headers = tuple(sorted(pair for pair in request.headers if self.header(pair[0]) and pair[0] != "cookie"))
        return headers, _kept_cookies(request, self.cookie), _kept_query(request.query, self.query)


def selection(config: Mapping[str, Any]) -> Selection:
    headers = config.get("HeadersConfig", {"HeaderBehavior": "none"})
    listed = frozenset(name.lower() for name in headers.get("Headers", []))
    cloudfront = frozenset(name for name in listed if name.startswith("cloudfront-"))
    cookies = config.get("CookiesConfig", {"CookieBehavior": "none"})
    queries = config.get("QueryStringsConfig", {"QueryStringBehavior": "none"})
    return Selection(
        header=_wanted(headers["HeaderBehavior"], listed),
        cookie=_wanted(cookies["CookieBehavior"], frozenset(cookies.get("Cookies", []))),
        query=_wanted(queries["QueryStringBehavior"], frozenset(queries.get("QueryStrings", []))),
        generated=cloudfront if headers["HeaderBehavior"] != "allExcept" else frozenset(),
    )


def _wanted(behavior: str, listed: frozenset[str]) -> Wanted:
    if behavior in ("all", "allViewer", "allViewerAndWhitelistCloudFront"):
        return lambda _name: True
    if behavior == "allExcept":
        return lambda name: name not in listed
    if behavior == "whitelist":
        return lambda name: name in listed
    return lambda _name: False


def lifetimes(policy: Mapping[str, Any]) -> Lifetimes:
    return Lifetimes(
        float(policy["MinTTL"]), float(policy.get("DefaultTTL", 86400)), float(policy.get("MaxTTL", _YEAR))
    )


def origin_request(request: Request, selections: Iterable[Selection], *, custom: Mapping[str, str]) -> Request:
    """What CloudFront forwards: what the policies name, and its own headers. It forwards nothing else from the viewer.

    A custom header replaces the viewer's header of that name.
    """
    chosen = list(selections)
    generated = {name for each in chosen for name in each.generated}
    headers = [
        (name, value)
        for name, value in request.headers
        if name in _ALWAYS_FORWARDED
        or (not name.startswith("cloudfront-") and name != "cookie" and any(each.header(name) for each in chosen))
    ]
    if not any(name == "user-agent" for name, _ in headers):
        headers.append(("user-agent", "Amazon CloudFront"))
    if "cloudfront-viewer-address" in generated:
        headers.append(("cloudfront-viewer-address", f"{request.viewer}:{request.viewer_port}"))
    if cookies := _kept_cookies(request, lambda name: any(each.cookie(name) for each in chosen)):
        headers.append(("cookie", "; ".join(cookies)))
    own = {name.lower(): value for name, value in custom.items()}
    headers = [*(pair for pair in headers if pair[0] not in own), *own.items()]
    query = "&".join(_kept_query(request.query, lambda name: any(each.query(name) for each in chosen)))
    return Request(
        request.method, request.path, query, tuple(headers), request.body, request.viewer, request.viewer_port
    )


def _kept_cookies(request: Request, wanted: Wanted) -> tuple[str, ...]:
    header = request.header("cookie")
    if not header:
        return ()
    return tuple(part.strip() for part in header.split(";") if wanted(part.strip().partition("=")[0]))


def _kept_query(query: str, wanted: Wanted) -> tuple[str, ...]:
    if not query:
        return ()
    return tuple(part for part in query.split("&") if part and wanted(part.partition("=")[0]))


class ResponseHeaders:
    """A compiled response headers policy. It applies to every answer, also to errors and cached ones."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._removed = {item["Header"].lower() for item in _items(config.get("RemoveHeadersConfig"))}
        self._cors = config.get("CorsConfig")
        self._fixed = [*_security_headers(config.get("SecurityHeadersConfig", {}))]
        self._fixed += [
            (item["Header"].lower(), item["Value"], bool(item["Override"]))
            for item in _items(config.get("CustomHeadersConfig"))
        ]
        self._overridden = {name for name, _, override in self._fixed if override} | self._removed

    def apply(self, request: Request, response: Response) -> Response:
        additions, gone = self._fixed, self._overridden
        origin = request.header("origin")
        if self._cors and origin:
            cors = list(_cors_headers(self._cors, request, origin))
            additions, gone = [*cors, *additions], gone | {name for name, _, override in cors if override}
        kept = [pair for pair in response.headers if pair[0] not in gone]
        present = {name for name, _ in kept}
        added = [(name, value) for name, value, _ in additions if name not in present]
        return Response(response.status, (*kept, *added), response.body)


def _items(config: Mapping[str, Any] | None) -> list[Any]:
    return list((config or {}).get("Items", []))


def _security_headers(config: Mapping[str, Any]) -> Iterable[tuple[str, str, bool]]:
    if csp := config.get("ContentSecurityPolicy"):
        yield "content-security-policy", csp["ContentSecurityPolicy"], csp["Override"]
    if options := config.get("ContentTypeOptions"):
        yield "x-content-type-options", "nosniff", options["Override"]
    if frame := config.get("FrameOptions"):
        yield "x-frame-options", frame["FrameOption"], frame["Override"]
    if referrer := config.get("ReferrerPolicy"):
        yield "referrer-policy", referrer["ReferrerPolicy"], referrer["Override"]
    if hsts := config.get("StrictTransportSecurity"):
        value = f"max-age={hsts['AccessControlMaxAgeSec']}"
        value += "; includeSubDomains" if hsts.get("IncludeSubdomains") else ""
        yield "strict-transport-security", value + ("; preload" if hsts.get("Preload") else ""), hsts["Override"]
    if xss := config.get("XSSProtection"):
        value = "0" if not xss["Protection"] else "1; mode=block" if xss.get("ModeBlock") else "1"
        yield "x-xss-protection", value, xss["Override"]


def _cors_headers(config: Mapping[str, Any], request: Request, origin: str) -> Iterable[tuple[str, str, bool]]:
    override = bool(config["OriginOverride"])
    allowed = config["AccessControlAllowOrigins"]["Items"]
    matching = [each for each in allowed if re.fullmatch(".*".join(map(re.escape, each.split("*"))), origin)]
    if not matching:
        return
    yield "access-control-allow-origin", "*" if "*" in allowed else origin, override
    if config.get("AccessControlAllowCredentials"):
        yield "access-control-allow-credentials", "true", override
    if request.method == "OPTIONS" and request.header("access-control-request-method"):
        methods = config["AccessControlAllowMethods"]["Items"]
        yield "access-control-allow-methods", ", ".join(methods), override
        yield "access-control-allow-headers", ", ".join(config["AccessControlAllowHeaders"]["Items"]), override
        if "AccessControlMaxAgeSec" in config:
            yield "access-control-max-age", str(config["AccessControlMaxAgeSec"]), override
    elif exposed := _items(config.get("AccessControlExposeHeaders")):
        yield "access-control-expose-headers", ", ".join(exposed), override
