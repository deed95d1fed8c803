"""`make edge-cost`: what the edge functions execute for the commonest requests, as a section of benchmarks/results/edge.md.

The steps are counted, not timed (benchmarks/edge_steps.py), so they say how a change moves a function towards
CloudFront's limit of compute time, whatever machine this runs on. Loading counts for every request: CloudFront does
not promise to keep a function's global variables from one request to the next.
"""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from benchmarks import tables
from benchmarks.edge_steps import CountedFunction, Steps
from stacks.parts.edge_code import Kind, edge_code, kind_of

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
PHOTO = "/alice/default/sunset.jpg"
PRIVATE = "/p/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8.jpg"
SIGNED = f"Expires=1767225600&Signature={'a' * 342}~&Key-Pair-Id=K2JCJMDEHXQW5F"
EVERY_OPTION = (
    "dpr=2,trim=auto,rotate=90,flip=h,w=300,h=200,fit=pad,enlarge=1,g=0.3x0.7,pad=10,border=4-f00,bg=fff,br=1.1,co=1.1,"
    "sat=1.1,gamma=1.1,blur=2,sharpen=1,wm=logo,wmg=top,wms=20,wmo=80,q=80,compression=best,meta=keep,frame=1"
)


class Asked(NamedTuple):
    """A request as it is written in a page. With `answered` its function sees the answer."""

    what: str
    path: str
    query: str = ""
    answered: bool = False


COMMONEST = (
    Asked("a preset, versioned", f"{PHOTO}/w512", "v=3"),
    Asked("the same, its answer", f"{PHOTO}/w512", "v=3", answered=True),
    Asked("a preset", f"{PHOTO}/thumb"),
    Asked("a preset in a named format", f"{PHOTO}/w1024.webp"),
    Asked("the original", PHOTO),
    Asked("a private preset, signed", f"{PRIVATE}/w512", SIGNED),
    Asked("a width as a query", PHOTO, "w=300"),
    Asked("a crop as a segment", f"{PHOTO}/w=300,h=200,fit=cover"),
    Asked("the API", "/api/v1/images", "limit=50"),
    Asked("a page of the documentation", "/docs/api"),
)
DEAREST = (
    Asked("another vendor's address", f"/unsafe/300x200/filters:blur(3)/{PHOTO[1:]}"),
    Asked("nothing of ours", "/wp-login.php"),
    Asked("every option at once", f"{PHOTO}/{EVERY_OPTION}"),
)
"""Not common, but what a stranger may send."""


def steps_of(asked: Asked) -> tuple[Kind, Steps]:
    """The function that sees it, and what that executes, loading included."""
    kind: Kind = "response" if asked.answered else kind_of(asked.path)
    function = CountedFunction(edge_code(kind))
    found, returned = function.call(_event(asked), asked.query)
    if returned.get("statusCode", 200) >= 400 and asked.path != "/wp-login.php":
        raise ValueError(f"{asked.what}: refused with {returned['statusCode']}")
    return kind, Steps(found.steps + function.loading.steps, found.methods + function.loading.methods)


def section() -> str:
    """The tables, as they stand in the page of results."""
    heads = ("request", "function", "steps", "calls of the engine's own methods")
    rows = [(asked, *steps_of(asked)) for asked in (*COMMONEST, *DEAREST)]
    return "\n\n".join(
        (
            HEADING,
            "Steps of the deployed program, counted; the same on every machine (`make edge-cost`, benchmarks/edge_steps.py).",
            tables.table(heads, [(asked.what, kind, f"{steps.steps:,}", steps.methods) for asked, kind, steps in rows]),
        )
    )


HEADING = "## What the edge functions execute"


def write_section() -> None:
    """Replaces the section in the page of results, and leaves what was measured with wrk."""
    page = tables.RESULTS / "edge.md"
    measured = (
        page.read_text().partition(HEADING)[0].rstrip() if page.exists() else "# Pictures from the local edge's cache"
    )
    page.write_text(f"{measured}\n\n{section()}\n")


def _event(asked: Asked) -> dict[str, Any]:
    request = {
        "method": "GET",
        "uri": asked.path,
        "querystring": {name: {"value": value} for name, value in parse_qsl(asked.query)},
        "headers": {"host": {"value": "d111111abcdef8.cloudfront.net"}, "accept": {"value": CHROME}},
        "cookies": {},
    }
    cache_control = {"value": "public, max-age=86400, s-maxage=31536000"}
    response = {"statusCode": 200, "headers": {"cache-control": cache_control}, "cookies": {}}
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-response" if asked.answered else "viewer-request", "requestId": "example"},
        "viewer": {"ip": "203.0.113.7"},
        "request": request,
        **({"response": response} if asked.answered else {}),
    }


def main() -> None:
    write_section()
    print(section())


if __name__ == "__main__":
    main()
