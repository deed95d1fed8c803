"""`python -m benchmarks.miss_path`: functions/cdn from the event to the bytes, against thumbor, by wrk on loopback.

Each request is for a variant that nobody has asked for yet. One server process each on a core of its own, one picture at
a time; wrk and, for ours, the emulated AWS share the other core. thumbor reads a local file and keeps nothing. Ours does
what it does in Lambda (record, rate limit, lease, original, variant stored, record again), once on an emulated DynamoDB
and S3 over HTTP, and once with dictionaries in their place; the truth in AWS lies between, as waiting costs no CPU.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from urllib.request import urlopen

from benchmarks import memory_stores, quality, servers, tables, thumbor, wrk
from benchmarks.photos import camera
from benchmarks.scene import Scene, scene

ROUNDS, SECONDS, CONNECTIONS = 3, 8, 2
MEGAPIXELS = (2, 12, 24)
COPIES = 6
WIDTHS = [301 + 2 * (77 * step % 240) for step in range(240)]
"""Mixed, so that no part of a round has larger ones than another; no preset's among them."""
EMULATED, IN_MEMORY = "ours, emulated AWS", "ours, stores in memory"
_SCRIPT = """
local paths, asked = {}, 0
function init(words)
  for line in io.lines(words[1]) do table.insert(paths, line) end
  asked = tonumber(words[2])
end
function request()
  asked = asked + 1
  return wrk.format("GET", paths[asked])
end
"""
"""For wrk: the lines of a file, one after another, from the given one on."""


@dataclass
class Server:
    """One contender: where it is, and what it was asked for so far, by the size of the source."""

    name: str
    url: str
    pid: int
    paths: Mapping[int, list[str]]
    asked: dict[int, int] = field(default_factory=lambda: dict.fromkeys(MEGAPIXELS, 0))


@dataclass(frozen=True)
class Found:
    load: wrk.Load
    cpu_ms: float
    """The server's, a request."""
    emulator_ms: float
    quality: quality.Quality


def uploaded(stage: Scene) -> dict[int, list[str]]:
    """The addresses of the copies' folders, by size."""
    addresses: dict[int, list[str]] = {}
    for size in MEGAPIXELS:
        for copy in range(COPIES):
            form = stage.reserve(f"camera-{size}-{copy}.jpg")
            stage.receive(form, camera(size).read_bytes())
            image = form["image"]
            addresses.setdefault(size, []).append(f"/{image['owner']}/{image['album']}/{image['filename']}")
    return addresses


@contextmanager
def contenders(folder: Path, stage: Scene) -> Iterator[list[Server]]:
    """All three, running; only the one that is asked does anything."""
    folders = uploaded(stage)
    ours = {size: [f"{path}/w={w}.webp" for w in WIDTHS for path in paths] for size, paths in folders.items()}
    files = {
        size: [thumbor.address(w, f"{size}-{n}.jpg") for w in WIDTHS for n in range(COPIES)] for size in MEGAPIXELS
    }
    for size in MEGAPIXELS:
        for copy in range(COPIES):
            (folder / f"{size}-{copy}.jpg").symlink_to(camera(size))
    kept = folder / "kept"
    variables = stage.variables
    memory_stores.keep(
        kept,
        dynamodb=stage.client("dynamodb"),
        s3=stage.client("s3"),
        tables=[variables["CORE_TABLE"], variables["EPHEMERAL_TABLE"]],
        buckets=[variables[f"{name}_BUCKET"] for name in ("ORIGINALS", "PUBLIC", "PRIVATE")],
    )
    with ExitStack() as stack:
        url, pid = stack.enter_context(thumbor.running(folder, root=folder))
        yield [
            Server("thumbor", url, pid, files),
            stack.enter_context(_ours(EMULATED, folder / "emulated", stage, ours)),
            stack.enter_context(_ours(IN_MEMORY, folder / "memory", stage, ours, str(kept))),
        ]


@contextmanager
def _ours(name: str, ready: Path, stage: Scene, paths: Mapping[int, list[str]], *kept: str) -> Iterator[Server]:
    anything = {"WIDTHS": " ".join(map(str, WIDTHS)), "VARIANTS_PER_HOUR": "1000000"}
    inherited = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    command = [sys.executable, "-m", "benchmarks.cdn_server", str(servers.free_port()), str(ready), *kept]
    with servers.running(
        command, is_ready=ready.exists, variables={**stage.variables, **inherited, **anything}
    ) as process:
        yield Server(name, servers.url_in(ready), process.pid, paths)


def measured(found: list[Server], size: int, folder: Path) -> dict[str, Found]:
    """Rounds in turns; CPU is the servers' own, and the emulator's, which runs in this process."""
    script = folder / "paths.lua"
    loads: dict[str, list[wrk.Load]] = {server.name: [] for server in found}
    script.write_text(_SCRIPT)
    spent: dict[str, list[tuple[float, float]]] = {server.name: [] for server in found}
    checked = {server.name: _checked(server, size) for server in found}
    for _ in range(ROUNDS):
        for server in found:
            before = servers.cpu_seconds(server.pid), servers.cpu_seconds(os.getpid())
            load = _round(server, size, script)
            after = servers.cpu_seconds(server.pid), servers.cpu_seconds(os.getpid())
            loads[server.name].append(load)
            server_ms, emulator_ms = ((b - a) / load.requests * 1000 for a, b in zip(before, after, strict=True))
            spent[server.name].append((server_ms, emulator_ms))
    return {
        name: Found(
            wrk.median_of(loads[name]),
            cpu_ms=mean(server for server, _ in spent[name]),
            emulator_ms=mean(emulator for _, emulator in spent[name]),
            quality=checked[name],
        )
        for name in loads
    }


def _round(server: Server, size: int, script: Path) -> wrk.Load:
    """From the next address that was never asked for. Raises RuntimeError when they have run out."""
    lines = script.with_name("paths.txt")
    lines.write_text("\n".join(server.paths[size]))
    words = [lines, server.asked[size]]
    load = wrk.once(server.url, connections=CONNECTIONS, seconds=SECONDS, script=script, words=words)
    server.asked[size] += load.requests + CONNECTIONS  # those that were under way at the end
    if server.asked[size] > len(server.paths[size]):
        raise RuntimeError("more requests than addresses: make more copies")
    return load


def _checked(server: Server, size: int) -> quality.Quality:
    """Of the last address's result, which no round gets to."""
    with urlopen(server.url + server.paths[size][-1]) as answer:
        body = answer.read()
    made = quality.picture_of(body)
    source = quality.picture_of(camera(size).read_bytes())
    return quality.quality(source.resize(made.size, quality.LANCZOS), body)


def _table(results: Mapping[int, Mapping[str, Found]]) -> str:
    heads = (
        "source",
        "server",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "emulator's",
        "SSIM / SSIMULACRA2",
        "of thumbor",
    )
    rows = []
    for size, found in results.items():
        for name, one in found.items():
            rate, base = one.load.requests_a_second, found["thumbor"].load.requests_a_second
            emulator = f"{one.emulator_ms:.0f}" if name == EMULATED else ""
            waits = (f"{one.load.p50_ms:.0f}", f"{one.load.p99_ms:.0f}", f"{one.cpu_ms:.0f}", emulator)
            rows.append((f"{size} MP", name, f"{rate:.1f}", *waits, one.quality, f"{rate / base:.2f}"))
    return tables.table(heads, rows)


def _published_table(results: Mapping[int, Mapping[str, Found]]) -> str:
    of_thumbor = _least(results, IN_MEMORY)
    rows = [
        (what, ours, theirs, f"{ours / theirs:.2f}", f"{of_thumbor / (ours / theirs):.2f}")
        for what, (ours, theirs) in thumbor.PUBLISHED.items()
    ]
    heads = ("published", "imgproxy, requests/s", "thumbor", "imgproxy of thumbor", "ours of imgproxy, implied")
    return tables.table(heads, rows)


def _least(results: Mapping[int, Mapping[str, Found]], name: str) -> float:
    return min(one[name].load.requests_a_second / one["thumbor"].load.requests_a_second for one in results.values())


def main() -> None:
    wrk.need_tools()
    os.sched_setaffinity(0, {int(wrk.CORE)})
    with tempfile.TemporaryDirectory() as name, scene() as stage, contenders(Path(name), stage) as found:
        results = {size: measured(found, size, Path(name)) for size in MEGAPIXELS}
    tables.write(
        "miss_path",
        "# The whole miss: from the request to a WebP of 301 to 779 pixels' width, each asked for once",
        tables.settings(
            *("pillow", "uvicorn", "moto"),
            thumbor=f"{thumbor.THUMBOR} with Pillow {thumbor.pillow_version()}, file loader, no storage, one process",
            load=f"wrk, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s in turns, medians",
            cores=f"server on core {servers.CORE}; wrk and the emulator on core {wrk.CORE}; loopback",
        ),
        (__doc__ or "").partition("\n\n")[2].strip(),
        _table(results),
        "CPU is the server process's a request, user and system; the emulator's is what DynamoDB and S3 would do in AWS.",
        "## imgproxy, as published by itself, not measured here",
        _published_table(results),
        "From https://github.com/imgproxy/image-servers-benchmark, results/x86_64.md (c7i.large, 100 photographs of "
        "DIV2K to 512 x 512). Implied is the least of our ratios to thumbor with the stores in memory, divided by theirs.",
    )


if __name__ == "__main__":
    main()
