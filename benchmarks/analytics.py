"""`python -m benchmarks.analytics`: seconds and MiB of one hour's count, for a million lines of access logs.

It counts what the function counts: gunzip, parse, remove repeated lines, attribute, pack the result. Tables and bucket are
left out, because their time is AWS's; the page says how many calls there would be.
"""

import gzip
import io
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

from benchmarks import tables
from pixelflare.analytics.attribution import by_owner
from pixelflare.analytics.lines import count_lines
from pixelflare.analytics.store import packed_result
from pixelflare.analytics.tally import VIEWS, Tally
from schema.addresses.image_path import ImagePath

LINES, FILES, IMAGES = 1_000_000, 50, 20_000
MEMORY_MIB = 512
"""Of the function."""


def files() -> Iterator[bytes]:
    """Of an hour in which few images have most of the views, as it is on the web."""
    chance = random.Random(39)
    hosts = [f"https://site{number}.example/page" for number in range(300)]
    agents = [f"Mozilla/5.0%20(X11;%20Linux)%20Chrome/{number}.0" for number in range(100)] + ["Googlebot/2.1"]
    for _ in range(FILES):
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5) as file:
            for _ in range(LINES // FILES):
                file.write(_line(chance, hosts, agents))
        yield packed.getvalue()


def _line(chance: random.Random, hosts: list[str], agents: list[str]) -> bytes:
    image = int(IMAGES * chance.random() ** 3)
    line = {
        "date": "2026-11-29",
        "time": f"17:{chance.randrange(60):02}:{chance.randrange(60):02}",
        "x-edge-request-id": f"{chance.getrandbits(330):056x}",
        "x-edge-result-type": "Hit" if chance.random() < 0.9 else "Miss",
        "cs-method": "GET",
        "cs-uri-stem": f"/owner{image % 50}/default/photo-{image}.jpg/w{chance.choice((256, 512, 1024))}.webp",
        "cs(Referer)": chance.choice(hosts),
        "cs(User-Agent)": chance.choice(agents),
        "c-country": chance.choice(("DE", "FR", "US", "JP", "BR")),
        "sc-status": "200",
        "sc-bytes": str(chance.randrange(5_000, 200_000)),
        "sc-content-type": "image/webp",
        "sc-range-start": "-",
    }
    return json.dumps(line).encode() + b"\n"


def main() -> int:
    """Writes the page. The lines are made by another process, so that they are not in this one's memory."""
    if sys.argv[1:] == ["files"]:
        for body in files():
            sys.stdout.buffer.write(len(body).to_bytes(4) + body)
        return 0
    with subprocess.Popen([sys.executable, "-m", "benchmarks.analytics", "files"], stdout=subprocess.PIPE) as made:
        assert made.stdout is not None
        measured = measure(made.stdout)
    bounds: list[tables.Verdict] = [("most memory, MiB", measured["most memory"], MEMORY_MIB)]
    tables.write(
        "analytics",
        "# Counting an hour of access logs",
        "`python -m benchmarks.analytics` writes this page.",
        tables.settings(lines=f"{LINES:,}", images=f"{IMAGES:,}"),
        tables.table(("what", "value"), [(name, f"{value:,.0f}") for name, value in measured.items()]),
        f"The function has {MEMORY_MIB} MiB. Its share of a CPU at that size is about 0.3, so it takes about three times these "
        "seconds. Rows come on top: one write for each image and owner that has changed, for hour, day and month.",
        tables.verdicts(bounds),
    )
    return tables.exit_code(bounds)


def measure(source: IO[bytes]) -> dict[str, float]:
    """What one count takes of this process, by the names of the page's table."""
    empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size, began = 0, time.process_time()

    def lines() -> Iterator[bytes]:
        nonlocal size
        while header := source.read(4):
            body = source.read(int.from_bytes(header))
            size += len(body)
            yield from gzip.GzipFile(fileobj=io.BytesIO(body))

    counted = count_lines(lines(), left={}, owner_of=lambda _host: None)
    images = _placed(counted.by_image)
    owners = by_owner(images)
    packed = len(packed_result(images))
    seconds, most = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "lines": counted.lines,
        "MiB of gzip": size / 2**20,
        "images seen": len(images),
        "views": sum(tally.totals[VIEWS] for tally in owners.values()),
        "CPU seconds": seconds,
        "most memory": most / 1024,
        "MiB before the first line": empty / 1024,
        "bytes of the result's object": packed,
    }


def _placed(by_image: dict[ImagePath | str, Tally]) -> dict[tuple[str, str], Tally]:
    """As claims would place them."""
    return {
        (image.owner, image.filename): tally.bounded()
        for image, tally in by_image.items()
        if isinstance(image, ImagePath)
    }


if __name__ == "__main__":
    sys.exit(main())
