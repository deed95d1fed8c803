"""`python -m benchmarks.edge`: how many cached pictures a second `make run` answers, by wrk on loopback; and what the edge
functions execute (benchmarks/edge_cost.py).

Needs wrk (Debian and Ubuntu: the package wrk). Beside it the same bytes from a bare ASGI application, the most that
this server software could give on this machine.
"""

import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from benchmarks import edge_cost, servers, tables, wrk
from benchmarks.wrk import Load
from demo.client import Client
from demo.seed import seed
from local.synth import assembly_of
from tests.assembly import ROOT

ROUNDS = 3
SECONDS = 5
CONNECTIONS = 32
ACCEPT = "image/avif,image/webp,*/*"
_COUNTING = """
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format(nil, wrk.path .. "&asked=" .. asked)
end
"""
"""For wrk: the same picture under another query string each time, so that nothing but the picture is remembered."""


def picture_of(client: Client) -> str:
    """The address of the largest demo photograph as pages use it."""
    images = client.get("/images?album=demo")["data"]
    return str(max(images, key=lambda image: image["width"])["variants"]["w1024"])


def fetch(url: str) -> tuple[bytes, dict[str, str]]:
    with urlopen(Request(url, headers={"Accept": ACCEPT})) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def rounds(url: str, headers: dict[str, str], script: Path | None = None) -> Load:
    """The median round; raises RuntimeError when any answer was a failure."""
    return wrk.median_of(
        [wrk.once(url, headers=headers, connections=CONNECTIONS, seconds=SECONDS, script=script) for _ in range(ROUNDS)]
    )


def measure_edge(folder: Path) -> tuple[list[tuple[str, Load]], bytes]:
    ready = folder / "edge"
    assembly = str(assembly_of(ROOT, "-c ai_provider=off"))
    command = ["-m", "local", "--assembly", assembly, "--port", "0", "--state", str(folder / "state")]
    command += ["--ready-file", str(ready)]
    with servers.running([sys.executable, *command], is_ready=ready.exists):
        client = Client(servers.url_in(ready), "demo")
        seed(client)
        picture = picture_of(client)
        body, _ = fetch(picture)
        _, headers = fetch(picture)
        assert headers["x-cache"].startswith("Hit"), headers
        assert "?" in picture, picture
        counting = folder / "counting.lua"
        counting.write_text(_COUNTING)
        loads = [
            ("a variant from the cache", rounds(picture, {"Accept": ACCEPT})),
            ("the same, not modified (304)", rounds(picture, {"Accept": ACCEPT, "If-None-Match": headers["etag"]})),
            ("a variant, the edge function run anew", rounds(picture, {"Accept": ACCEPT}, counting)),
        ]
    return loads, body


def measure_bare(folder: Path, body: bytes) -> Load:
    (folder / "body").write_bytes(body)
    ready = folder / "bare"
    command = ["-m", "benchmarks.bare_server", str(servers.free_port()), str(folder / "body"), str(ready)]
    with servers.running([sys.executable, *command], is_ready=ready.exists):
        return rounds(servers.url_in(ready), {"Accept": ACCEPT})


def main() -> None:
    wrk.need_tools()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loads, body = measure_edge(folder)
        bare = measure_bare(folder, body)
    rows = [
        (what, f"{load.requests_a_second:,.0f}", f"{load.p50_ms:.1f}", f"{load.p99_ms:.1f}", _share(load, bare))
        for what, load in [*loads, ("bare ASGI application, same bytes", bare)]
    ]
    tables.write(
        "edge",
        "# Pictures from the local edge's cache",
        tables.settings(
            *("uvicorn", "uvloop", "httptools"),
            load=f"wrk, 1 thread, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians",
            picture=f"{len(body):,} bytes of AVIF, w1024",
            cores=f"server on core {servers.CORE}, wrk on core {wrk.CORE}, loopback",
        ),
        tables.table(("answer", "requests/s", "p50 ms", "p99 ms", "of bare"), rows),
        edge_cost.section(),
    )


def _share(load: Load, bare: Load) -> str:
    return f"{load.requests_a_second / bare.requests_a_second:.2f}"


if __name__ == "__main__":
    main()
