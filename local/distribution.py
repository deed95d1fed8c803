"""Plays the synthesized distribution: edge functions, cache, origins with failover, response headers."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from html import escape
from http import HTTPStatus
from typing import Any, Protocol

from local.behaviors import Behavior, Behaviors
from local.cache import Cache
from local.edge_function import EdgeFunctionError
from local.freshness import answer_from, seconds_to_keep
from local.http_messages import Request, Response
from local.policies import origin_request
from local.provisioned import Provisioned, Resolved
from local.s3_origin import S3Origin
from local.signed_urls import Refused, opened

_FAILOVER_METHODS = {"GET", "HEAD", "OPTIONS"}
_METHOD_REFUSED = "This distribution is not configured to allow the HTTP request method that was used for this request."


class Origin(Protocol):
    def answer(self, request: Request) -> Response: ...


@dataclass(frozen=True)
class _Source:
    """An origin, as one distribution sees it."""

    origin: Origin
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Pending:
    """A request that missed the cache, on its way to an origin."""

    behavior: Behavior
    request: Request  # after the viewer-request function
    viewer_path: str
    key: Hashable
    ticket: int


class Distribution:
    """One distribution. `begin` never waits. `complete` answers the rest, and may wait for an origin."""

    def __init__(
        self,
        distribution: Resolved,
        here: Provisioned,
        *,
        origins: Mapping[str, Origin],
        s3: Any,
        clock: Callable[[], float] = time.time,
    ) -> None:
        config = distribution.properties["DistributionConfig"]
        self.identifier = distribution.identifier
        self.cache = Cache()
        self._clock = clock
        self._behaviors = Behaviors(distribution, here)
        self._sources = {each["Id"]: _source(each, origins, s3) for each in config["Origins"]}
        self._groups = {each["Id"]: each for each in config.get("OriginGroups", {}).get("Items", [])}
        errors = config.get("CustomErrorResponses", [])
        self._error_seconds = {
            e["ErrorCode"]: float(e["ErrorCachingMinTTL"]) for e in errors if "ErrorCachingMinTTL" in e
        }
        self._error_pages = {each["ErrorCode"]: each for each in errors if "ResponsePagePath" in each}
        self._tag_header = config.get("CacheTagConfig", {}).get("HeaderName", "").lower()
        self._root = config.get("DefaultRootObject", "")

    def answer(self, request: Request) -> Response:
        begun = self.begin(request)
        return self.complete(begun) if isinstance(begun, Pending) else begun

    def begin(self, request: Request) -> Response | Pending:
        """What the edge answers by itself: refusals, the edge function's own answers, cache hits.

        Signatures are checked first: neither the edge function nor the cache sees a request without a valid signature.
        """
        behavior = self._behaviors.for_path(request.path)
        if request.method not in behavior.methods:
            return _refusal(HTTPStatus.FORBIDDEN, _METHOD_REFUSED)
        if behavior.keys is not None:
            try:
                request = opened(request, behavior.keys, now=self._clock())
            except Refused as refused:
                return refused.response()
        viewer_path = request.path
        if behavior.on_request:
            try:
                passed = behavior.on_request.on_request(request)
            except EdgeFunctionError as error:
                return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"The edge function failed: {error}")
            if isinstance(passed, Response):
                return self._with_policy(behavior, request, passed, "FunctionGeneratedResponse from cloudfront")
            request = passed
        if request.path == "/" and self._root:
            request = Request(request.method, f"/{self._root}", request.query, request.headers)
        key = (request.path, behavior.origin_id, behavior.key.key(request))
        if request.method in ("GET", "HEAD") and (found := self.cache.get(key)):
            response, age = found
            verdict = "Hit from cloudfront" if response.status < 400 else "Error from cloudfront"
            return self._finish(behavior, request, response.adding(("age", str(age))), verdict)
        return Pending(behavior, request, viewer_path, key, self.cache.ticket())

    def complete(self, pending: Pending) -> Response:
        """The origin's answer, cached if that is allowed."""
        behavior, request = pending.behavior, pending.request
        response = self._from_origins(behavior, request)
        if response.status in self._error_pages:
            response = self._error_page(response)
        if request.method == "GET":
            self._keep(pending, response)
        verdict = "Miss from cloudfront" if response.status < 400 else "Error from cloudfront"
        return self._finish(behavior, request, response, verdict)

    def _keep(self, pending: Pending, response: Response) -> None:
        seconds = seconds_to_keep(response, pending.behavior.lifetimes, self._error_seconds)
        if seconds > 0:
            tags = (response.header(self._tag_header) or "").replace(",", " ").split() if self._tag_header else []
            paths = {pending.viewer_path, pending.request.path}
            self.cache.put(pending.key, response, seconds=seconds, ticket=pending.ticket, paths=paths, tags=tags)

    def _from_origins(self, behavior: Behavior, request: Request) -> Response:
        group = self._groups.get(behavior.origin_id)
        if group is None:
            return self._from_origin(behavior, behavior.origin_id, request)
        primary, secondary = (member["OriginId"] for member in group["Members"]["Items"])
        response = self._from_origin(behavior, primary, request)
        statuses = group["FailoverCriteria"]["StatusCodes"]["Items"]
        if request.method in _FAILOVER_METHODS and response.status in statuses:
            return self._from_origin(behavior, secondary, request)
        return response

    def _from_origin(self, behavior: Behavior, origin_id: str, request: Request) -> Response:
        source = self._sources[origin_id]
        sent = origin_request(request, behavior.forwarded, custom=source.headers)
        if source.path:
            sent = replace(sent, path=source.path + sent.path)
        return source.origin.answer(sent)

    def _error_page(self, response: Response) -> Response:
        page = self._error_pages[response.status]
        path = page["ResponsePagePath"]
        found = self._from_origins(self._behaviors.for_path(path), Request("GET", path))
        return found if found.status >= 400 else Response(page["ResponseCode"], found.headers, found.body)

    def _finish(self, behavior: Behavior, request: Request, response: Response, verdict: str) -> Response:
        if request.method in ("GET", "HEAD"):
            response = answer_from(response, request)
        return self._with_policy(behavior, request, response, verdict, run_function=True)

    def _with_policy(
        self, behavior: Behavior, request: Request, response: Response, verdict: str, *, run_function: bool = False
    ) -> Response:
        """Applies the policy's headers first, then the viewer-response function, which does not see errors."""
        if behavior.response_headers:
            response = behavior.response_headers.apply(request, response)
        if run_function and behavior.on_response and response.status < 400:
            try:
                response = behavior.on_response.on_response(request, response)
            except EdgeFunctionError as error:
                return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"The edge function failed: {error}")
        return response.adding(("x-cache", verdict))


def _source(config: Mapping[str, Any], origins: Mapping[str, Origin], s3: Any) -> _Source:
    domain = config["DomainName"]
    origin = S3Origin(domain.split(".s3.", 1)[0], s3=s3) if ".s3." in domain else origins.get(domain, _Elsewhere())
    custom = {each["HeaderName"]: each["HeaderValue"] for each in config.get("OriginCustomHeaders", [])}
    return _Source(origin, config.get("OriginPath", ""), custom)


class _Elsewhere:
    """An origin outside the templates. A laptop does not ask it."""

    def answer(self, request: Request) -> Response:
        return _refusal(HTTPStatus.BAD_GATEWAY, f"No origin of these templates answers {request.path}")


def _refusal(status: HTTPStatus, text: str) -> Response:
    """A page of CloudFront's own: what it refuses by itself has neither our envelope nor the behaviour's headers."""
    page = (
        f"<!DOCTYPE HTML><html><head><title>ERROR: The request could not be satisfied</title></head><body>"
        f"<h1>{status.value} ERROR</h1><h2>The request could not be satisfied.</h2><hr>{escape(text)}</body></html>"
    )
    headers = (("server", "CloudFront"), ("content-type", "text/html"), ("x-cache", "Error from cloudfront"))
    return Response(status, headers, page.encode())
