"""The edge function stays within what the real edge takes, and the guard that says so is no rubber stamp."""

import pytest

from stacks.parts.edge_code import DOMAIN_KINDS, KINDS, MAX_BYTES, Kind, edge_code
from tests.edge.guard import objections


@pytest.mark.parametrize("application", [False, True])
@pytest.mark.parametrize("kind", [*KINDS, *DOMAIN_KINDS])
def test_functions_are_what_the_edge_takes(kind: Kind, application: bool) -> None:
    assert objections(edge_code(kind, application=application, widths=[320, 640])) == []
    too_large = f"larger than {MAX_BYTES} bytes"
    written = edge_code(kind, application=application, widths=[320, 640], readable=True)
    assert [each for each in objections(written) if each != too_large] == []


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
        "for (const name in event) { return name; }",
        "return Object.keys(event);",
        "return Object.values(event);",
        "const names = Object.keys; return names(event);",
        "return Object['keys'](event);",
        "const uri = ''; return { uri };",
        "return { ['uri']: 1 };",
        "return { uri() {} };",
        "return (async () => event)();",
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
