"""Many images by many clients at once through `make run`: none is missing, none is there twice, and what memory it takes.

`python -m benchmarks.uploads [IMAGES [CLIENTS]]` writes results/load.md; 2,000 images by 20 clients unless said otherwise.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import httpx
from PIL import Image

from benchmarks import tables
from tests.photographs import photograph
from tests.system.runtime import Runtime, running

NAMES = ("rocket.jpg", "astronaut.png", "chelsea.png", "coffee.png", "retina.jpg")
SIDE = 640
LONGEST_WAIT_SECONDS = 3600
_PAGE = 100


class Memory(NamedTuple):
    process: str
    peak_mib: float
    at_end_mib: float


class Sent(NamedTuple):
    image_id: str
    seconds: float
    """From the request for a form until S3 has the bytes."""


class Found(NamedTuple):
    missing: int
    twice: int
    not_ready: int
    without_all_variants: int


def pictures() -> Iterator[bytes]:
    """Crops of real photographs, each another one, so that no two have the same bytes."""
    opened = [Image.open(BytesIO(photograph(name))).convert("RGB") for name in NAMES]
    position = 0
    while True:
        picture = opened[position % len(opened)]
        offset = position // len(opened)
        left, top = offset % max(1, picture.width - SIDE // 2), offset // 50
        body = BytesIO()
        crop = picture.crop((left, top, min(picture.width, left + SIDE), min(picture.height, top + SIDE * 3 // 4)))
        crop.save(body, "JPEG", quality=85)
        yield body.getvalue()
        position += 1


def upload_all(runtime: Runtime, client: int, bodies: list[bytes]) -> list[Sent]:
    """What a client has sent, one after the other, under an owner of its own."""
    sent = []
    with httpx.Client(headers={"X-Mock-Auth": f"client{client}"}, timeout=120) as http:
        for number, body in enumerate(bodies):
            begun = time.monotonic()
            asked = {"filename": f"picture-{number}.jpg", "size_bytes": len(body)}
            form = answered(http, "POST", f"{runtime.url}/api/v1/images", json=asked).json()
            files = {"file": ("picture.jpg", body, form["fields"]["Content-Type"])}
            answered(http, "POST", form["uploadUrl"], data=form["fields"], files=files)
            sent.append(Sent(form["imageId"], time.monotonic() - begun))
    return sent


def answered(http: httpx.Client, method: str, url: str, **sent: Any) -> httpx.Response:
    """As a client is told: again after Retry-After. Raises for every other refusal."""
    while True:
        answer = http.request(method, url, **sent)
        if answer.status_code not in (429, 503):
            return answer.raise_for_status()
        time.sleep(float(answer.headers["Retry-After"]))


def listed(runtime: Runtime, client: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    with httpx.Client(headers={"X-Mock-Auth": f"client{client}"}, timeout=120) as http:
        while True:
            query = {"limit": _PAGE} | ({"cursor": cursor} if cursor else {})
            page = answered(http, "GET", f"{runtime.url}/api/v1/images", params=query).json()
            found += page["data"]
            cursor = page.get("next_cursor") or ""
            if not cursor:
                return found


def compared(runtime: Runtime, sent: list[list[Sent]]) -> Found:
    missing = twice = not_ready = partly = 0
    for client, each in enumerate(sent):
        ids = [one.image_id for one in each]
        images = listed(runtime, client)
        counted = Counter(image["id"] for image in images)
        paths = Counter((image["album"], image["filename"]) for image in images)
        missing += sum(counted[image_id] == 0 for image_id in ids)
        twice += len(images) - len(ids) + sum(count > 1 for count in (*counted.values(), *paths.values()))
        not_ready += sum(image["status"] != "ready" for image in images)
        partly += sum(len(image["variants"] or ()) < 8 for image in images if image["status"] == "ready")
    return Found(missing, max(0, twice), not_ready, partly)


def wait_until_ready(runtime: Runtime, sent: list[list[Sent]]) -> None:
    """Until no image waits for its check or its presets. A list has no reserved images, so each is asked for by its id.

    Raises TimeoutError after an hour.
    """
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    with httpx.Client(timeout=120) as http:
        for client, each in enumerate(sent):
            http.headers["X-Mock-Auth"] = f"client{client}"
            for one in each:
                url = f"{runtime.url}/api/v1/images/{one.image_id}"
                while answered(http, "GET", url).json()["status"] in ("reserved", "processing"):
                    if time.monotonic() > deadline:
                        raise TimeoutError(f"{one.image_id} of client {client} still waits")
                    time.sleep(2)


def memory_of(runtime: Runtime) -> list[Memory]:
    """Of the local cloud and of each function's processes that run now, the largest of each (Linux)."""
    largest: dict[str, Memory] = {}
    for pid in _with_children(runtime.process.pid):
        status, name = Path(f"/proc/{pid}/status").read_text(), _name_of(pid)
        peak, now = _kib(status, "VmHWM") / 1024, _kib(status, "VmRSS") / 1024
        if name not in largest or largest[name].peak_mib < peak:
            largest[name] = Memory(name, peak, now)
    return sorted(largest.values())


def _with_children(pid: int) -> list[int]:
    """By each process's parent, which stays readable while threads come and go."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _name_of(pid: int) -> str:
    variables = dict(
        line.partition("=")[::2] for line in Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")
    )
    return variables.get("AWS_LAMBDA_FUNCTION_NAME") or Path(f"/proc/{pid}/comm").read_text().strip()


def _kib(status: str, name: str) -> int:
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(name)), 0)


def main(images: int, clients: int) -> int:
    making = pictures()
    bodies = [[next(making) for _ in range(images // clients)] for _ in range(clients)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, running(Path(folder) / "state") as runtime:
        began = time.monotonic()
        with ThreadPoolExecutor(clients) as pool:
            sent = list(pool.map(lambda client: upload_all(runtime, client, bodies[client]), range(clients)))
        uploaded = time.monotonic() - began
        wait_until_ready(runtime, sent)
        ready = time.monotonic() - began
        found, memory = compared(runtime, sent), memory_of(runtime)
    took = sorted(one.seconds for each in sent for one in each)
    figures = [
        ("images", f"{sum(map(len, sent)):,}, crops of real photographs, about {len(bodies[0][0]) // 1024} KiB each"),
        ("clients at once", clients),
        ("seconds until all were sent", f"{uploaded:.0f}"),
        ("seconds until all were ready", f"{ready:.0f}"),
        ("images a second, until all were ready", f"{len(took) / ready:.1f}"),
        ("seconds of one upload, median", f"{median(took):.2f}"),
        ("seconds of one upload, the slowest of twenty", f"{took[len(took) * 19 // 20]:.2f}"),
        ("missing", found.missing),
        ("there twice", found.twice),
        ("not ready", found.not_ready),
        ("ready without all presets", found.without_all_variants),
    ]
    rows = [(each.process, f"{each.peak_mib:.0f}", f"{each.at_end_mib:.0f}") for each in memory]
    tables.write(
        "load",
        "# Many uploads at once",
        "`make load` starts the local cloud, uploads by clients that each have a library of their own, waits until every image is "
        "ready, and counts.",
        tables.settings("moto", cores=os.cpu_count()),
        tables.table(("what", "value"), figures),
        "## Memory\n\nOf functions, the largest of the processes that run at the end, in MiB.",
        tables.table(("process", "peak", "at the end"), rows),
    )
    return 1 if any(found) else 0


if __name__ == "__main__":
    sys.exit(main(*(int(given) for given in (*sys.argv[1:], *("2000", "20")[len(sys.argv) - 1 :]))))
