"""The edge function stays within what the real edge takes, and the guard that says so is no rubber stamp."""

import pytest

from tests.edge.function import GATEWAY, gateway_code
from tests.edge.guard import MAX_BYTES, objections


def test_gateway_is_what_the_edge_takes() -> None:
    assert objections(gateway_code()) == []
    too_large = f"larger than {MAX_BYTES} bytes"
    assert [each for each in objections(GATEWAY.read_text()) if each != too_large] == []


@pytest.mark.parametrize(
    "body",
    [
        "return event?.request;",
        "return event.request ?? {};",
        "return { ...event.request };",
        "return Math.max(...[1, 2]);",
        "const { request } = event; return request;",
        "const [first] = [event]; return first;",
        "for (const name of ['a']) { event.x = name; } return event;",
        "class Request {} return new Request();",
        "function* each() { yield event; } return each();",
        "function f(a = 1) { return a; } return f();",
        "with (event) { return request; }",
        "return eval('event');",
        "return new Function('return 1')();",
        "setTimeout(handler, 1); return event;",
        "return /(?<=a)b/.test(event.uri);",
        "return /./s.test(event.uri);",
        "return /\\p{L}/.test(event.uri);",
        "return [event].at(0);",
        "return 'x'.matchAll(/x/g);",
        "return event.",
    ],
)
def test_guard_refuses(body: str) -> None:
    assert objections(f"function handler(event) {{ {body} }}")


def test_guard_refuses_what_is_too_large() -> None:
    assert objections("// " + "x" * MAX_BYTES)


@pytest.mark.parametrize(
    "source",
    [
        "import cf from 'cloudfront';\nfunction handler(event) { return event.request; }",
        "async function handler(event) { const x = await event; return x; }",
        "function handler(event) { let path = `/${event.request.uri}`; return [path].map((one) => one.length); }",
    ],
)
def test_guard_passes_what_the_edge_documents(source: str) -> None:
    assert objections(source) == []
