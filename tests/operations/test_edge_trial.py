"""The edge functions on CloudFront's engine before a deployment. moto has no TestFunction, so quickjs plays that part."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.assembly import Assembly, Stack
from operations.edge_trial import EdgeTrialError, try_edge
from operations.edge_vectors import trials_of
from stacks.parts.edge_code import KINDS, edge_code
from tests.edge.function import RAW_QUERY, EdgeFunction


class CloudFront:
    """moto's client, with a TestFunction that runs the code it was given, and says how long that took."""

    def __init__(self, percents: list[int]) -> None:
        self._client = boto3.client("cloudfront", region_name="us-east-1")
        self._percents = percents
        self.tested: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    @property
    def functions(self) -> list[str]:
        return [each["Name"] for each in self._client.list_functions()["FunctionList"].get("Items", [])]

    def test_function(self, *, Name: str, IfMatch: str, Stage: str, EventObject: bytes) -> dict[str, Any]:  # noqa: N803
        assert Stage == "DEVELOPMENT"
        described = self._client.describe_function(Name=Name)
        assert described["ETag"] == IfMatch
        event = json.loads(EventObject)
        assert "requestId" not in event["context"]
        self.tested.append(Name)
        returned = self._run(Name, event)
        percent = self._percents[min(len(self.tested), len(self._percents)) - 1]
        output = {"response" if "statusCode" in returned else "request": returned}
        return {"TestResult": {"FunctionOutput": json.dumps(output), "ComputeUtilization": str(percent)}}

    def _run(self, name: str, event: dict[str, Any]) -> dict[str, Any]:
        code = self._client.get_function(Name=name)["FunctionCode"].read().decode()
        query = "&".join(f"{name}={each['value']}" for name, each in event["request"]["querystring"].items())
        request = event["request"] | {RAW_QUERY: query}
        function = EdgeFunction(code)
        return function.on_response(request, event["response"]) if "response" in event else function.on_request(request)


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def application(**codes: str) -> Assembly:
    def function(kind: str, code: str) -> dict[str, Any]:
        config = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
        properties = {"Name": f"small-edge-{kind}", "FunctionConfig": config, "FunctionCode": code}
        return {"Type": "AWS::CloudFront::Function", "Properties": properties}

    resources = {kind.title(): function(kind, code) for kind, code in codes.items()}
    return Assembly(Path(), (Stack("small", {"Resources": resources}, {}),))


def test_every_function_does_what_the_vectors_say_and_leaves_nothing_behind() -> None:
    cloudfront = CloudFront([12])
    reports = list(try_edge(application(**{kind: edge_code(kind) for kind in KINDS}), cloudfront))

    assert [(each.kind, each.percent) for each in reports] == [(kind, 12) for kind in KINDS]
    assert sum(each.trials for each in reports) == len(cloudfront.tested) > 190
    assert cloudfront.functions == []


def test_an_answer_that_no_vector_says_stops_the_deployment() -> None:
    wrong = "function handler(event) { event.request.uri = '/x'; return event.request; }"
    cloudfront = CloudFront([12])

    with pytest.raises(EdgeTrialError, match=r"expected .*, got /x"):
        list(try_edge(application(images=wrong), cloudfront))
    assert cloudfront.functions == []


def test_a_function_that_takes_too_long_every_time_is_refused() -> None:
    with pytest.raises(EdgeTrialError, match="takes 61 % of CloudFront's time, more than 50 %"):
        list(try_edge(application(api=edge_code("api")), CloudFront([72, 61, 65])))
    reports = list(try_edge(application(api=edge_code("api")), CloudFront([72, 61, 44])))
    assert [each.percent for each in reports] == [44]
    (report,) = try_edge(application(api=edge_code("api")), CloudFront([65]), ceiling=70)
    assert report.percent == 65


def test_what_an_earlier_trial_left_behind_is_replaced() -> None:
    cloudfront = CloudFront([12])
    config = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    cloudfront.create_function(Name="small-edge-api-trial", FunctionConfig=config, FunctionCode=b"broken")

    assert [each.kind for each in try_edge(application(api=edge_code("api")), cloudfront)] == ["api"]
    assert cloudfront.functions == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_has_the_names_that_cloudfront_takes(kind: Any) -> None:
    for trial in trials_of(kind):
        assert set(trial.event["context"]) == {"eventType"}
        assert all(name == name.lower() for name in trial.event["request"]["headers"])
