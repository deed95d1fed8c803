"""The edge function's answers: remembered only where the same event could not be answered otherwise."""

import base64
from urllib.parse import quote

import pytest

from local import edge_function
from local.edge_function import EdgeFunction, EdgeFunctionError
from local.http_messages import Request, Response

COUNTING = "let runs = 0; function handler(event) { runs += 1; const request = event.request; %s return request; }"
SHOWN = "request.uri = '/' + runs;"


def _function(code: str) -> EdgeFunction:
    return EdgeFunction(code, distribution_id="E1", domain="localhost")


def _paths(function: EdgeFunction, *requests: Request) -> list[str]:
    passed = [function.on_request(request) for request in requests]
    assert all(isinstance(each, Request) for each in passed)
    return [each.path for each in passed if isinstance(each, Request)]


def test_same_request_is_not_put_to_the_function_again() -> None:
    request = Request("GET", "/a", "v=1", (("accept", "*/*"),))
    assert _paths(_function(COUNTING % SHOWN), request, request) == ["/1", "/1"]


@pytest.mark.parametrize(
    "other",
    [
        Request("HEAD", "/a", "v=1", (("accept", "*/*"),)),
        Request("GET", "/b", "v=1", (("accept", "*/*"),)),
        Request("GET", "/a", "v=2", (("accept", "*/*"),)),
        Request("GET", "/a", "v=1", (("accept", "image/avif"),)),
        Request("GET", "/a", "v=1", (("accept", "*/*"),), viewer="10.0.0.1"),
    ],
)
def test_whatever_of_a_request_the_function_sees_makes_it_another(other: Request) -> None:
    request = Request("GET", "/a", "v=1", (("accept", "*/*"),))
    assert _paths(_function(COUNTING % SHOWN), request, other) == ["/1", "/2"]


def test_body_and_port_stay_those_of_the_request_under_way() -> None:
    function = _function(COUNTING % SHOWN)
    function.on_request(Request("POST", "/a", body=b"first", viewer_port=1))
    second = function.on_request(Request("POST", "/a", body=b"second", viewer_port=2))
    assert isinstance(second, Request)
    assert (second.body, second.viewer_port) == (b"second", 2)


@pytest.mark.parametrize(
    "use", ["request.headers.now = { value: '' + Date.now() };", "request.headers.by = { value: '' + Math.random() };"]
)
def test_function_that_reads_a_clock_or_rolls_dice_is_always_run(use: str) -> None:
    request = Request("GET", "/a")
    assert _paths(_function(COUNTING % (SHOWN + use)), request, request) == ["/1", "/2"]


def test_answer_that_shows_the_requests_id_is_not_remembered() -> None:
    function = _function("function handler(event) { return { statusCode: 400, body: event.context.requestId }; }")
    answers = [function.on_request(Request("GET", "/a")) for _ in range(2)]
    assert answers[0] != answers[1]


def test_response_is_another_when_its_headers_or_status_are() -> None:
    code = "let runs = 0; function handler(event) { event.response.headers.runs = { value: '' + ++runs }; return event.response; }"
    function, request = _function(code), Request("GET", "/a")
    responses = [
        Response(200, (("age", "1"),), b"one"),
        Response(200, (("age", "1"),), b"two"),
        Response(200, (("age", "2"),), b"two"),
        Response(206, (("age", "2"),), b"two"),
    ]
    left = [function.on_response(request, each) for each in responses]
    assert [each.header("runs") for each in left] == ["1", "1", "2", "3"]
    assert [each.body for each in left] == [b"one", b"two", b"two", b"two"]


def test_failure_is_not_remembered() -> None:
    function = _function(COUNTING % "if (runs === 1) { throw new Error('once'); }")
    with pytest.raises(EdgeFunctionError, match="once"):
        function.on_request(Request("GET", "/a"))
    assert _paths(function, Request("GET", "/a")) == ["/a"]


def test_memory_of_answers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_function, "_REMEMBERED", 2)
    a, b, c = (Request("GET", path) for path in ("/a", "/b", "/c"))
    assert _paths(_function(COUNTING % SHOWN), a, b, c, a) == ["/1", "/2", "/3", "/4"]


@pytest.mark.parametrize("query", ["b=1&a=2&b=3", "a=%2F+x&flag", "a=", "a==b"])
def test_the_query_can_be_had_as_it_was_sent(query: str) -> None:
    function = _function(
        "function handler(event) { return { statusCode: 200, body: event.request.rawQueryString() }; }"
    )
    answer = function.on_request(Request("GET", "/a", query))
    assert isinstance(answer, Response)
    assert answer.body.decode() == query


def test_without_a_query_there_is_none() -> None:
    code = "function handler(event) { return { statusCode: 200, body: typeof event.request.rawQueryString() }; }"
    answer = _function(code).on_request(Request("GET", "/a"))
    assert isinstance(answer, Response)
    assert answer.body == b"undefined"


@pytest.mark.parametrize("text", ["", "a", "ab", "abc", "/unsafe/~?>x=%2F", "äöü€", "\x7f\x00~"])
def test_buffers_write_base_64_for_addresses(text: str) -> None:
    code = """function handler(event) {
        const text = decodeURIComponent(event.request.querystring.t.value);
        return { statusCode: 200, body: Buffer.from(text).toString('base64url') };
    }"""
    answer = _function(code).on_request(Request("GET", "/a", "t=" + quote(text)))
    assert isinstance(answer, Response)
    assert answer.body == base64.urlsafe_b64encode(text.encode()).rstrip(b"=")
