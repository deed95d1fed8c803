"""Questions to Athena. The answers are its documented shapes, validated by botocore."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber

from pixelflare.analytics import InAthena
from pixelflare.analytics.engines import HourOfLogs
from pixelflare.aws import athena, objects
from pixelflare.aws.athena import Athena, AthenaFailed
from pixelflare.base.errors import Unavailable
from schema.addresses.image_path import ImagePath

STARTED = {"QueryString": "SELECT 1", "ClientRequestToken": ANY, "WorkGroup": "counting"}
ANSWER = "kind,stem\n15,\n7,/kea/trips/beach.jpg\n"
HOUR = datetime(2026, 11, 29, 17, tzinfo=UTC)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    """Nobody waits here."""
    made = {
        service: botocore.session.get_session().create_client(
            service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        for service in ("athena", "s3")
    }
    for module in (athena, objects):
        monkeypatch.setattr(module, "client", made.__getitem__)
    monkeypatch.setattr(athena, "_PAUSE_SECONDS", 0)
    with Stubber(made["athena"]) as first, Stubber(made["s3"]) as second:
        yield {"athena": first, "s3": second}
        first.assert_no_pending_responses()
        second.assert_no_pending_responses()


def _state(aws: dict[str, Stubber], state: str, **more: Any) -> None:
    said = {"Status": {"State": state, **more}, "ResultConfiguration": {"OutputLocation": "s3://logs/athena/q1.csv"}}
    aws["athena"].add_response("get_query_execution", {"QueryExecution": said}, {"QueryExecutionId": "q1"})


def _answered(aws: dict[str, Stubber], text: str) -> None:
    body = text.encode()
    said = {"Body": StreamingBody(io.BytesIO(body), len(body)), "ContentLength": len(body), "ContentType": "text/csv"}
    aws["s3"].add_response(
        "get_object", said | {"ETag": '"e"', "Metadata": {}}, {"Bucket": "logs", "Key": "athena/q1.csv"}
    )


def test_an_answer_is_waited_for_and_read(aws: dict[str, Stubber]) -> None:
    aws["athena"].add_response("start_query_execution", {"QueryExecutionId": "q1"}, STARTED)
    for state in ("QUEUED", "RUNNING", "SUCCEEDED"):
        _state(aws, state)
    _answered(aws, ANSWER)

    rows = list(Athena("counting").rows("SELECT 1", once_for="a run"))
    assert rows == [{"kind": "15", "stem": ""}, {"kind": "7", "stem": "/kea/trips/beach.jpg"}]


def test_the_same_question_of_the_same_run_has_the_same_token(
    aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch
) -> None:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html"""
    tokens: list[str] = []
    aws["athena"].client.meta.events.register(
        "provide-client-params.athena.StartQueryExecution",
        lambda params, **_: tokens.append(params["ClientRequestToken"]),
    )
    for _ in range(3):
        aws["athena"].add_response("start_query_execution", {"QueryExecutionId": "q1"}, STARTED)
        _state(aws, "SUCCEEDED")
        _answered(aws, ANSWER)
    for run in ("one", "one", "two"):
        list(Athena("counting").rows("SELECT 1", once_for=run))

    assert tokens[0] == tokens[1] != tokens[2]
    assert all(32 <= len(token) <= 128 for token in tokens)


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_a_question_without_an_answer_fails_the_run(aws: dict[str, Stubber], state: str) -> None:
    aws["athena"].add_response("start_query_execution", {"QueryExecutionId": "q1"}, STARTED)
    _state(aws, state, StateChangeReason="HIVE_BAD_DATA")

    with pytest.raises(AthenaFailed, match="HIVE_BAD_DATA"):
        list(Athena("counting").rows("SELECT 1", once_for="a run"))


def test_nobody_waits_for_ever(aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter((0.0, 1.0, 10_000.0))
    monkeypatch.setattr(athena.time, "monotonic", lambda: next(times))
    aws["athena"].add_response("start_query_execution", {"QueryExecutionId": "q1"}, STARTED)
    _state(aws, "RUNNING")
    _state(aws, "RUNNING")

    with pytest.raises(Unavailable):
        list(Athena("counting").rows("SELECT 1", once_for="a run"))


def test_throttling_is_an_outage(aws: dict[str, Stubber]) -> None:
    aws["athena"].add_client_error("start_query_execution", "ThrottlingException", http_status_code=503)
    with pytest.raises(Unavailable):
        list(Athena("counting").rows("SELECT 1", once_for="a run"))


def test_an_hour_is_one_question_about_its_partition(aws: dict[str, Stubber]) -> None:
    asked: list[str] = []
    aws["athena"].client.meta.events.register(
        "provide-client-params.athena.StartQueryExecution", lambda params, **_: asked.append(params["QueryString"])
    )
    aws["athena"].add_response("start_query_execution", {"QueryExecutionId": "q1"}, STARTED | {"QueryString": ANY})
    _state(aws, "SUCCEEDED")
    numbers = "requests,views,bytes,hits,misses,errors,bot_views,fine,fine_bytes,lines,repeated,unreadable"
    whole = "15,,,,,,,3,2,30,2,1,0,0,3,30,4,1,0"
    path = "7,,/kea/trips/beach.jpg,,,,,3,2,30,2,1,0,0,3,30,4,1,0"
    _answered(aws, f"kind,asked,stem,moment,type,country,host,{numbers}\n{whole}\n{path}\n")

    counted = InAthena(Athena("counting"), table='"logs"."access_logs"').count(
        HourOfLogs(HOUR, (), "run"), left={}, owner_of={}.get
    )
    assert """FROM "logs"."access_logs" WHERE day = '2026/11/29' AND hour = 17""" in asked[0]
    ((image, tally),) = counted.by_image.items()
    assert image == ImagePath("kea", "trips", "beach.jpg")
    assert tally.totals == [3, 2, 30, 2, 1, 0, 0]
    assert (counted.lines, counted.repeated) == (4, 1)
