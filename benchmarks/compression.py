"""`python -m benchmarks.compression`: what gzip makes of the API's answers, and what it costs (a few seconds).

Bytes are the same on every machine. Times are processor time, the median of several runs.
"""

import base64
import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from statistics import median

from benchmarks import tables
from pixelflare.catalog.images.resources import resource_of
from pixelflare.entry.http.compression import MIN_BYTES, compressed
from schema.addresses.presets import PRESETS
from schema.library.images import Image, ImageStatus, PictureFacts, Visibility

LEVELS = (1, 4, 6, 9)
ROUNDS = 15
GIGABYTE_TO_VIEWERS = 0.085
"""Dollars (schema/prices.py)."""
MILLISECOND_OF_1_GB = 0.0000133334 / 1000
"""Dollars: the API has 1 GB."""


def an_image(number: int) -> Image:
    """A public image with some metadata, another for each number."""
    then = datetime(2026, 3, 1, 12, number % 60, tzinfo=UTC)
    letters = f"{number * 7919:026X}".replace("U", "V")[-24:]
    return Image(
        image_id=f"img_01{letters}",
        owner="k5tq2wz7ab3cdefg6hij",
        album="summer-2026",
        filename=f"IMG_{number:04}.jpg",
        display_name=f"IMG_{number:04}.JPG",
        status=ImageStatus.READY,
        nonce="n" * 16,
        declared_type="image/jpeg",
        facts=PictureFacts(
            content_type="image/jpeg",
            width=4032,
            height=3024,
            thumbhash=base64.b64encode(sha256(str(number).encode()).digest()[:25]).decode(),
            colors=tuple(f"#{sha256(f'{number} {n}'.encode()).hexdigest()[:6]}" for n in range(5)),
        ),
        size_bytes=3_000_000 + number * 997,
        visibility=Visibility.PUBLIC,
        alt=f"The harbour in the evening, picture {number}",
        tags=frozenset({"harbour", "evening", f"day-{number % 5}"}),
        variants_ready=frozenset(PRESETS),
        sha256=sha256(f"bytes of {number}".encode()).hexdigest(),
        created_at=then,
        updated_at=then,
        version=3,
    )


def answers() -> dict[str, str]:
    images = [
        resource_of(an_image(number), public_url="https://d111111abcdef8.cloudfront.net").model_dump(mode="json")
        for number in range(100)
    ]
    page = {"success": True, "next_cursor": "c" * 120}
    return {
        "one image": json.dumps(images[0]),
        "a page of 20 images": json.dumps(page | {"data": images[:20]}),
        "a page of 100 images": json.dumps(page | {"data": images}),
    }


def cpu_ms(act: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.process_time()
        for _ in range(10):
            act()
        return (time.process_time() - begun) * 100

    return median(once() for _ in range(ROUNDS))


def main() -> None:
    levels, whole = [], []
    for what, text in answers().items():
        body = text.encode()
        sizes = [len(gzip.compress(body, level, mtime=0)) for level in LEVELS]
        times = [cpu_ms(partial(gzip.compress, body, level, mtime=0)) for level in LEVELS]
        levels.append([what, f"{len(body):,}", *(f"{s:,} in {t:.2f} ms" for s, t in zip(sizes, times, strict=True))])
        answer = {"statusCode": 200, "headers": {"ETag": '"3"'}, "body": text, "isBase64Encoded": False}
        took = cpu_ms(partial(compressed, answer, accepted="gzip"))
        sent = sizes[LEVELS.index(6)]
        saved = (len(body) - sent) / 1e9 * GIGABYTE_TO_VIEWERS * 1e6
        cost = took * MILLISECOND_OF_1_GB * 1e6
        whole.append([what, f"{len(body):,}", f"{sent:,}", f"{took:.2f}", f"${saved:.2f}", f"${cost:.2f}"])
    tables.write(
        "compression",
        "# What gzip makes of the API's answers",
        f"`python -m benchmarks.compression` writes this page. Answers from {MIN_BYTES:,} bytes on are compressed, at level 6.",
        tables.settings("pydantic"),
        tables.table(
            [
                "answer",
                "bytes",
                "sent",
                "ms of processor time",
                "saved of a million: bytes to viewers",
                "paid of a million: time of the function",
            ],
            whole,
        ),
        "The levels, bytes and processor time of gzip alone:",
        tables.table(["answer", "bytes", *(f"level {level}" for level in LEVELS)], levels),
    )


if __name__ == "__main__":
    main()
