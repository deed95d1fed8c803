"""`ours.py THREADS`: pixelflare.imaging as a contender, and its floor: what nobody can leave out."""

import io
import sys
from collections.abc import Callable
from functools import cache, partial

from PIL import Image

from benchmarks.contenders.answering import Bodies, answer
from pixelflare.imaging import job_of, render
from pixelflare.imaging.encode.formats import encoded
from pixelflare.imaging.geometry.plan import plan_for
from pixelflare.imaging.jobs import Effort
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS


def ladder(data: bytes, *, kind: Format, threads: int) -> Callable[[], Bodies]:
    orders = [job_of(name, kind) for name in PRESETS]
    return lambda: {made.order.name: made.body for made in render(data, orders, threads=threads)}


ALIKE = 81
"""The quality at which a variant made alone is as like its source as the others' at 80, in fewer bytes: their faster
filters leave some roughness in, which costs bytes and counts as likeness."""


def single(data: bytes, *, threads: int) -> Callable[[], Bodies]:
    orders = [job_of(f"w=512,q={ALIKE}", Format.WEBP)]
    return lambda: {"w512": next(render(data, orders, threads=threads)).body}


def floor(data: bytes) -> Callable[[], Bodies]:
    """One decode at the smallest scale that will do, and the encoding of pixels that lie ready."""
    orders, ready = [job_of(name, Format.WEBP) for name in PRESETS], _ladders_pixels(data)
    with Image.open(io.BytesIO(data)) as picture:
        scale = plan_for(picture.size, orders).decode

    def work() -> Bodies:
        decoded = Image.open(io.BytesIO(data))
        decoded.draft(None, scale)
        decoded.load()
        return {name: encoded(pixels, Format.WEBP, effort=Effort.STORED) for name, pixels in ready.items()}

    return work


@cache
def _ladders_pixels(data: bytes) -> dict[str, Image.Image]:
    """The ladder without losses, made once."""
    lossless = [job_of(name, Format.PNG) for name in PRESETS]
    return {m.order.name: Image.open(io.BytesIO(m.body)).convert("RGB") for m in render(data, lossless)}


def main() -> None:
    threads = int(sys.argv[1])
    answer(
        {
            "ladder": partial(ladder, kind=Format.WEBP, threads=threads),
            "ladder, AVIF": partial(ladder, kind=Format.AVIF, threads=threads),
            "floor": floor,
            "single": partial(single, threads=threads),
        }
    )


if __name__ == "__main__":
    main()
