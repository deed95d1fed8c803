"""Cache behaviours of the distribution, compiled from the template: path patterns and their settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.edge_function import EdgeFunction
from local.freshness import Lifetimes
from local.policies import (
    MANAGED_CACHE_POLICIES,
    MANAGED_ORIGIN_REQUEST_POLICIES,
    ResponseHeaders,
    Selection,
    lifetimes,
    selection,
)
from local.provisioned import Provisioned, Resolved
from local.resolve import UnresolvedError
from local.signing_keys import PublicKey, key_group

Config = Mapping[str, Any]


@dataclass(frozen=True)
class Behavior:
    pattern: re.Pattern[str]
    methods: frozenset[str]
    origin_id: str
    key: Selection
    lifetimes: Lifetimes
    forwarded: tuple[Selection, ...]
    response_headers: ResponseHeaders | None
    on_request: EdgeFunction | None
    on_response: EdgeFunction | None
    keys: Mapping[str, PublicKey] | None  # by id; None: unsigned requests are allowed


class Behaviors:
    """A distribution's behaviours in order, the default one last."""

    def __init__(self, distribution: Resolved, here: Provisioned) -> None:
        config = distribution.properties["DistributionConfig"]
        self._here = here
        self._functions = dict(self._edge_functions(distribution.identifier))
        ordered = [*config.get("CacheBehaviors", []), {**config["DefaultCacheBehavior"], "PathPattern": "*"}]
        self._all = [self._compiled(each) for each in ordered]

    def for_path(self, path: str) -> Behavior:
        return next(behavior for behavior in self._all if behavior.pattern.fullmatch(path))

    def _compiled(self, config: Config) -> Behavior:
        cache_policy = self._cache_policy(config["CachePolicyId"])
        key = selection(cache_policy["ParametersInCacheKeyAndForwardedToOrigin"])
        functions = {each["EventType"]: each["FunctionARN"] for each in config.get("FunctionAssociations", [])}
        return Behavior(
            pattern=_pattern(config["PathPattern"]),
            methods=frozenset(config.get("AllowedMethods", ["GET", "HEAD"])),
            origin_id=config["TargetOriginId"],
            key=key,
            lifetimes=lifetimes(cache_policy),
            forwarded=(key, *self._origin_request_selections(config.get("OriginRequestPolicyId"))),
            response_headers=self._response_headers(config.get("ResponseHeadersPolicyId")),
            on_request=self._functions.get(functions.get("viewer-request", "")),
            on_response=self._functions.get(functions.get("viewer-response", "")),
            keys=self._keys(config.get("TrustedKeyGroups")),
        )

    def _keys(self, groups: list[str] | None) -> Mapping[str, PublicKey] | None:
        if not groups:
            return None
        return {key_id: key for group in groups for key_id, key in key_group(self._here, group).items()}

    def _cache_policy(self, identifier: str) -> Config:
        if identifier in MANAGED_CACHE_POLICIES:
            return MANAGED_CACHE_POLICIES[identifier]
        return self._policy("AWS::CloudFront::CachePolicy", "CachePolicyConfig", identifier)

    def _origin_request_selections(self, identifier: str | None) -> Iterator[Selection]:
        if identifier is None:
            return
        if identifier in MANAGED_ORIGIN_REQUEST_POLICIES:
            yield selection(MANAGED_ORIGIN_REQUEST_POLICIES[identifier])
        else:
            yield selection(
                self._policy("AWS::CloudFront::OriginRequestPolicy", "OriginRequestPolicyConfig", identifier)
            )

    def _response_headers(self, identifier: str | None) -> ResponseHeaders | None:
        if identifier is None:
            return None
        return ResponseHeaders(
            self._policy("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig", identifier)
        )

    def _policy(self, type_: str, member: str, identifier: str) -> Config:
        try:
            config: Config = self._here.by_identifier(type_, identifier).properties[member]
        except LookupError as missing:
            raise UnresolvedError(f"managed policy {identifier} is not known here") from missing
        return config

    def _edge_functions(self, distribution_id: str) -> Iterator[tuple[str, EdgeFunction]]:
        for resource in self._here.assembly.resources("AWS::CloudFront::Function"):
            code = self._here.value(resource.stack, resource.properties["FunctionCode"])
            arn = self._here.scope(resource.stack).attribute(resource.logical_id, "FunctionARN")
            yield arn, EdgeFunction(code, distribution_id=distribution_id, domain=self._here.host)


def _pattern(text: str) -> re.Pattern[str]:
    text = text if text.startswith(("/", "*")) else "/" + text
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
