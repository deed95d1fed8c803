"""Promises about what wakes a function: queues, rules and routes."""

import json
from collections import Counter
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from schema.env.gateway import GatewayEnv
from stacks.parts.alarms import Alarms
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.function import AppFunction, Common
from stacks.parts.work_queue import WorkQueue
from tests.stacks.reading import flat, of_type, statements, the

AWAITED = ("Uploads", "Variants")
"""Queues of work that somebody waits for."""
ADMINISTRATION = [
    *(f"ANY /v1/admin/{path}" for path in ("owners", "health", "failures", "dead-letters")),
    "ANY /v1/admin/dead-letters/{proxy+}",
]

GITHUB = tuple(
    f"{method} /auth/github/{page}"
    for method, page in (
        *(("GET", page) for page in (".well-known/openid-configuration", "jwks.json", "authorize", "callback")),
        *(("POST", "token"), ("GET", "userinfo"), ("POST", "userinfo")),
    )
)


@pytest.fixture(scope="module")
def queues(resources: dict[str, Any]) -> dict[str, Any]:
    return of_type(resources, "AWS::SQS::Queue")


@pytest.fixture(scope="module")
def working(queues: dict[str, Any]) -> dict[str, Any]:
    """Queues that have dead letters; the others are the dead letters."""
    return {name: queue for name, queue in queues.items() if "RedrivePolicy" in queue}


def _queue_mappings(resources: dict[str, Any]) -> list[dict[str, Any]]:
    """What passes messages on. A stream's changes have a test of their own."""
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    return [mapping for mapping in mappings if "StartingPosition" not in mapping]


def _dead_letters_of(queue: dict[str, Any]) -> str:
    return str(queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0])


def test_every_queue_has_a_consumer_and_dead_letters(
    resources: dict[str, Any], queues: dict[str, Any], working: dict[str, Any]
) -> None:
    """Uploads have dead letters of their own, as their bytes do not stay for ever; all others share one queue."""
    targets = [_dead_letters_of(queue) for queue in working.values()]
    assert len(working) == len(_queue_mappings(resources)) > 0
    assert set(targets) == queues.keys() - working.keys()
    assert len(set(targets)) == 2


def test_a_message_is_tried_five_times(working: dict[str, Any]) -> None:
    """AWS: "set the maxReceiveCount to at least 5", as throttled calls count as well.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
    tried = {name: queue["RedrivePolicy"]["maxReceiveCount"] for name, queue in working.items()}
    assert {times for name, times in tried.items() if not name.startswith("Classifications")} == {5}


def test_a_picture_is_looked_at_once_and_three_times_more(resources: dict[str, Any], working: dict[str, Any]) -> None:
    """Each time may cost money, and the picture is served all the same."""
    ((name, queue),) = ((name, queue) for name, queue in working.items() if name.startswith("Classifications"))
    (mapping,) = (each for each in _queue_mappings(resources) if each["EventSourceArn"]["Fn::GetAtt"][0] == name)
    assert (queue["RedrivePolicy"]["maxReceiveCount"], mapping["BatchSize"]) == (4, 5)


def test_dead_letters_are_kept_for_the_longest_time_there_is(queues: dict[str, Any], working: dict[str, Any]) -> None:
    kept = {queues[_dead_letters_of(queue)]["MessageRetentionPeriod"] for queue in working.values()}
    assert kept == {14 * 24 * 3600}


def test_queues_are_encrypted_and_refuse_plain_http(resources: dict[str, Any], queues: dict[str, Any]) -> None:
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())
    policies = of_type(resources, "AWS::SQS::QueuePolicy").values()
    refusing = {
        flat(policy["Queues"][0])
        for policy in policies
        for statement in statements(policy)
        if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    assert refusing == {f"${{{name}}}" for name in queues}


def test_every_queue_that_somebody_waits_for_is_watched_for_age_and_every_dead_letter_for_being_there(
    resources: dict[str, Any], queues: dict[str, Any], working: dict[str, Any]
) -> None:
    watched = {
        (flat(alarm["Dimensions"][0]["Value"]), alarm["MetricName"]): alarm
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
        if alarm.get("Namespace") == "AWS/SQS"
    }
    for name, queue in working.items():
        dead = watched[f"${{{_dead_letters_of(queue)}.QueueName}}", "ApproximateNumberOfMessagesVisible"]
        assert (dead["Threshold"], dead["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
        if name.startswith(AWAITED):
            assert watched[f"${{{name}.QueueName}}", "ApproximateAgeOfOldestMessage"]["Threshold"] == 900
    ages = [queue for queue, metric in watched if metric == "ApproximateAgeOfOldestMessage"]
    assert len(ages) == len(AWAITED)
    assert len(watched) - len(ages) == len(queues) - len(working)


def test_batches_fail_message_by_message(resources: dict[str, Any], working: dict[str, Any]) -> None:
    mappings = _queue_mappings(resources)
    assert {flat(mapping["EventSourceArn"]) for mapping in mappings} == {f"${{{name}.Arn}}" for name in working}
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        if mapping.get("Enabled") is not False:
            assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_no_picture_waits_for_a_batch_or_for_another_picture(resources: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html: without a window nothing is collected."""
    sizes = {}
    for mapping in _queue_mappings(resources):
        assert mapping["MaximumBatchingWindowInSeconds"] == 0
        sizes[flat(mapping["EventSourceArn"])] = mapping["BatchSize"]
    assert {size for queue, size in sizes.items() if any(each in queue for each in AWAITED)} == {1}
    assert {size for queue, size in sizes.items() if "Classifications" in queue} == {5}


def test_a_queue_that_nobody_waits_for_collects_batches() -> None:
    stack = Stack(App(analytics_reporting=False), "scratch")
    alarms = Alarms(stack, "Alarms", email=None)
    dead = DeadLetters(stack, "DeadLetters", alarms=alarms)
    function = AppFunction(
        stack,
        "gateway",
        Common(layers=[], alarms=alarms, dead_letters=dead),
        env=GatewayEnv(core_table="records"),
        memory_mb=256,
    )
    WorkQueue(stack, "Reports", consumer=function, max_concurrency=2, alarms=alarms)
    mapping = the(Template.from_stack(stack).to_json()["Resources"], "AWS::Lambda::EventSourceMapping")
    assert (mapping["BatchSize"], mapping["MaximumBatchingWindowInSeconds"]) == (5, 30)


def test_a_batch_at_work_is_not_handed_out_again(resources: dict[str, Any], working: dict[str, Any]) -> None:
    """AWS advises six times the function's timeout."""
    for mapping in _queue_mappings(resources):
        timeout = resources[mapping["FunctionName"]["Ref"]]["Properties"]["Timeout"]
        queue = working[mapping["EventSourceArn"]["Fn::GetAtt"][0]]
        assert queue["VisibilityTimeout"] == 6 * timeout


def test_the_streams_changes_are_tried_again_and_never_dropped_silently(resources: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html"""
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    streams = [mapping for mapping in mappings if "StartingPosition" in mapping]
    assert len(streams) == 2
    for stream in streams:
        assert stream["EventSourceArn"] == "{{resolve:ssm:/pixelflare/core-stream}}"
        assert stream["StartingPosition"] == "TRIM_HORIZON"
        assert stream["MaximumRetryAttempts"] == 5
        assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert flat(stream["DestinationConfig"]["OnFailure"]["Destination"]).startswith("${DeadLettersQueue")


def test_no_stream_has_more_readers_than_dynamodb_lets_read(resources: dict[str, Any]) -> None:
    """Two processes may read a shard at once, and more are throttled. Whatever else wants to follow gets a queue.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html (LimitExceededException)
    """
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    read = [str(mapping["EventSourceArn"]) for mapping in mappings if "StartingPosition" in mapping]
    assert max(Counter(read).values()) <= 2
    readers = [mapping["FunctionName"]["Ref"] for mapping in mappings if "StartingPosition" in mapping]
    assert len(set(readers)) == len(readers)


def test_arrivals_in_quarantine_become_messages_and_none_is_lost(resources: dict[str, Any]) -> None:
    rule = the(resources, "AWS::Events::Rule", "UploadArrived")
    assert rule["EventPattern"]["source"] == ["aws.s3"]
    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    (bucket,) = rule["EventPattern"]["detail"]["bucket"]["name"]
    assert "UploadsBucket" in flat(bucket)
    (target,) = rule["Targets"]
    assert flat(target["Arn"]).startswith("${UploadsQueue")
    assert flat(target["DeadLetterConfig"]["Arn"]).startswith("${UploadsDeadLetters")


def _routes(resources: dict[str, Any]) -> dict[str, str]:
    """Route key to the folder of the function behind it."""
    integrations = of_type(resources, "AWS::ApiGatewayV2::Integration")
    found = {}
    for route in of_type(resources, "AWS::ApiGatewayV2::Route").values():
        integration = integrations[flat(route["Target"]).removeprefix("integrations/${").removesuffix("}")]
        function = resources[integration["IntegrationUri"]["Fn::GetAtt"][0]]["Properties"]
        found[route["RouteKey"]] = function["Handler"].split(".")[1]
    return found


def test_routes_lead_where_they_should(resources: dict[str, Any]) -> None:
    assert _routes(resources) == {
        "ANY /v1/{proxy+}": "api",
        **dict.fromkeys(ADMINISTRATION, "admin"),
        "GET /openapi.json": "api",
        "GET /_auth-check": "api",
        "GET /i/{id}": "gateway",
        "HEAD /i/{id}": "gateway",
        "GET /i/{id}/{variant}": "gateway",
        "HEAD /i/{id}/{variant}": "gateway",
        **{f"{method} /s/{{token}}": "gallery" for method in ("GET", "HEAD", "POST")},
        **dict.fromkeys(GITHUB, "github_oidc"),
        **{f"{method} /report": "gallery" for method in ("GET", "HEAD", "POST")},
        **{f"{method} /u/{{handle}}{end}": "gallery" for method in ("GET", "HEAD") for end in ("", "/{album}")},
        "$default": "api",  # so that an unknown path gets the same envelope as everything else
    }


def test_proxies_speak_payload_two(resources: dict[str, Any]) -> None:
    integrations = of_type(resources, "AWS::ApiGatewayV2::Integration").values()
    assert {(each["IntegrationType"], each["PayloadFormatVersion"]) for each in integrations} == {("AWS_PROXY", "2.0")}


def test_the_stage_is_throttled_and_writes_an_access_log_without_addresses(resources: dict[str, Any]) -> None:
    stage = the(resources, "AWS::ApiGatewayV2::Stage")
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 200, "ThrottlingBurstLimit": 400}
    fields = json.loads(stage["AccessLogSettings"]["Format"])
    assert {"request_id", "status", "route"} <= fields.keys()
    assert "sourceIp" not in stage["AccessLogSettings"]["Format"]


def test_short_links_public_pages_and_the_api_take_nothing_from_each_other(resources: dict[str, Any]) -> None:
    every = the(resources, "AWS::ApiGatewayV2::Stage")["RouteSettings"]
    limits = {key: each for key, each in every.items() if key not in ADMINISTRATION}
    assert {each["ThrottlingRateLimit"] for key, each in every.items() if key in ADMINISTRATION} == {20}
    links = [f"{method} /i/{{id}}{end}" for method in ("GET", "HEAD") for end in ("", "/{variant}")]
    pages = [f"{method} /s/{{token}}" for method in ("GET", "HEAD", "POST")]
    pages += [f"{method} /report" for method in ("GET", "HEAD", "POST")]
    pages += [f"{method} /u/{{handle}}{end}" for method in ("GET", "HEAD") for end in ("", "/{album}")]
    assert limits == {
        key: {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": 2 * rate}
        for keys, rate in ((links, 500), (pages, 50), (GITHUB, 20))
        for key in keys
    }


def test_a_stage_waits_for_the_routes_that_it_has_settings_for(resources: dict[str, Any]) -> None:
    """Else API Gateway says "Unable to find Route by key ... within the provided RouteSettings", at the first deployment:
    https://github.com/aws/serverless-application-model/issues/2479, and no page of the documentation."""
    routes = {each["RouteKey"]: name for name, each in of_type(resources, "AWS::ApiGatewayV2::Route").items()}
    stages = [each for each in resources.values() if each["Type"] == "AWS::ApiGatewayV2::Stage"]
    assert stages
    for stage in stages:
        assert {routes[key] for key in stage["Properties"].get("RouteSettings", {})} <= set(stage["DependsOn"])


def test_the_cdns_url_answers_signed_requests_only(resources: dict[str, Any]) -> None:
    url = the(resources, "AWS::Lambda::Url")
    assert url["AuthType"] == "AWS_IAM"
    assert flat(url["TargetFunctionArn"]).startswith("${CdnFunction")
    assert "Cors" not in url


def test_there_is_a_dashboard(resources: dict[str, Any]) -> None:
    body = flat(the(resources, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    assert body.count('"type":"metric"') == 16


def test_clocks_run_as_the_documentation_says(resources: dict[str, Any]) -> None:
    """docs/analytics.md and docs/cleanup.md."""
    rules = of_type(resources, "AWS::Events::Rule")
    runs = {
        name.partition("Rule")[0]: rule["ScheduleExpression"]
        for name, rule in rules.items()
        if "ScheduleExpression" in rule
    }
    assert runs == {
        "AnalyticsSchedule": "cron(20 * * * ? *)",
        "BrakeSchedule": "cron(40 * * * ? *)",
        "BackupSchedule": "cron(0/15 3-5 * * ? *)",
        "CleanupSchedule": "cron(0/5 * * * ? *)",
        "UnfinishedSchedule": "rate(1 hour)",
    }
