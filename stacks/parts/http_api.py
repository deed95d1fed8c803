"""The HTTP API: routes to functions, throttled, with an access log."""

import json
from collections.abc import Iterable

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.parts.alarms import FIVE_MINUTES, Alarms, Graphs
from stacks.parts.function import AppFunction

REQUESTS_PER_SECOND = 200
BURST = 400
"""For the whole installation, so that a flood meets this before Lambda's account limit; owners' limits are finer."""

ACCESS_LOG_FIELDS = {
    "request_id": "requestId",
    "time": "requestTime",
    "method": "httpMethod",
    "route": "routeKey",
    "path": "path",
    "status": "status",
    "bytes": "responseLength",
    "milliseconds": "responseLatency",
    "error": "integrationErrorMessage",
}
"""No addresses and no headers: what is asked, not by whom."""


class AppHttpApi(Construct):
    """An HTTP API with payload 2.0 proxies. What no route matches goes to `fallback`, which answers in our envelope."""

    def __init__(self, scope: Construct, id_: str, *, fallback: AppFunction, alarms: Alarms) -> None:
        super().__init__(scope, id_)
        self.api = apigateway.HttpApi(
            self, "Api", create_default_stage=False, default_integration=_integration(fallback)
        )
        access_log = logs.LogGroup(
            self, "AccessLog", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST),
        )
        resource = stage.node.default_child
        assert isinstance(resource, apigateway.CfnStage)
        self._stage = resource
        _log_access(resource, access_log)
        alarms.watch(
            "ApiFailures",
            self.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum"),
            at_least=1,
            meaning="the API answered 5xx in the last five minutes",
        )

    def route(self, functions: Iterable[AppFunction]) -> None:
        """Sends each function what it says that it answers. The edge strips `/api`, so routes start behind it."""
        limits: dict[str, dict[str, int]] = {}
        for function in functions:
            for path, methods in _by_path(function.routes).items():
                routes = self.api.add_routes(path=path, methods=methods, integration=_integration(function))
                if function.requests_per_second:
                    self._wait_for(routes)
            limits |= _limits_of(function)
        if limits:
            self._stage.route_settings = limits

    def _wait_for(self, routes: Iterable[apigateway.HttpRoute]) -> None:
        """API Gateway refuses the settings of a route that is not there yet."""
        for route in routes:
            self._stage.node.add_dependency(route)

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        api = self.api
        return {
            "Requests to the API": [api.metric_count(), api.metric_client_error(), api.metric_server_error()],
            "Latency of the API (ms, p99)": [api.metric_latency(statistic="p99")],
        }


def _by_path(routes: Iterable[str]) -> dict[str, list[apigateway.HttpMethod]]:
    found: dict[str, list[apigateway.HttpMethod]] = {}
    for method, path in (route.split() for route in routes):
        found.setdefault(path, []).append(apigateway.HttpMethod[method])
    return found


def _limits_of(function: AppFunction) -> dict[str, dict[str, int]]:
    """By route key, in the spelling of CloudFormation, which takes them as they are."""
    rate = function.requests_per_second
    if rate is None:
        return {}
    return {route: {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": 2 * rate} for route in function.routes}


def _integration(function: AppFunction) -> HttpLambdaIntegration:
    return HttpLambdaIntegration(f"{function.node.id}Integration", function.function)


def _log_access(stage: apigateway.CfnStage, log_group: logs.LogGroup) -> None:
    stage.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=log_group.log_group_arn,
        format=json.dumps({field: f"$context.{source}" for field, source in ACCESS_LOG_FIELDS.items()}),
    )
