"""`vips.py AT_ONCE`: pyvips as a contender, with so many variants encoded at once; VIPS_CONCURRENCY says libvips' own threads."""

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pyvips

from benchmarks.contenders.answering import Bodies, answer

WIDTHS = (2048, 1536, 1024, 512, 256, 128)
CROPS = {1536: ("og-image", 1200, 630), 512: ("thumb", 200, 200)}
"""Which size each crop is made from."""
WEBP: dict[str, Any] = {"Q": 80, "effort": 4}
ANY_HEIGHT = 10_000_000


def thumbnails(data: bytes, *, at_once: int) -> Callable[[], Bodies]:
    """The ladder as libvips' documentation has it: a thumbnail from the file for each variant."""
    whole = {f"w{width}": partial(_thumbnail, data, width) for width in WIDTHS}
    crops = {
        name: partial(_thumbnail, data, width, height=height, size="both", crop="centre")
        for name, width, height in CROPS.values()
    }
    return lambda: _all(whole | crops, at_once)


def cascade(data: bytes, *, at_once: int) -> Callable[[], Bodies]:
    """The ladder at its best: each variant from the next larger one, kept in memory."""
    if at_once == 1:
        return lambda: {name: _webp(pixels) for name, pixels in _cuts(data)}

    def work() -> Bodies:
        with ThreadPoolExecutor(at_once) as pool:
            running = {name: pool.submit(_webp, pixels) for name, pixels in _cuts(data)}
            return {name: body.result() for name, body in running.items()}

    return work


def single(data: bytes) -> Callable[[], Bodies]:
    return lambda: {"w512": _thumbnail(data, 512)}


def _cuts(data: bytes) -> Iterator[tuple[str, Any]]:
    larger = pyvips.Image.thumbnail_buffer(data, WIDTHS[0], height=ANY_HEIGHT, size="down").copy_memory()
    for width in WIDTHS:
        if width < larger.width:
            larger = larger.thumbnail_image(width, height=ANY_HEIGHT).copy_memory()
        yield f"w{width}", larger
        if width in CROPS:
            name, across, down = CROPS[width]
            yield name, larger.thumbnail_image(across, height=down, crop="centre")


def _thumbnail(data: bytes, width: int, **options: Any) -> bytes:
    options = {"height": ANY_HEIGHT, "size": "down"} | options
    return _webp(pyvips.Image.thumbnail_buffer(data, width, **options))


def _webp(picture: Any) -> bytes:
    body: bytes = picture.webpsave_buffer(**WEBP)
    return body


def _all(works: Mapping[str, Callable[[], bytes]], at_once: int) -> Bodies:
    with ThreadPoolExecutor(at_once) as pool:  # pyvips calls libvips outside the interpreter's lock
        return dict(zip(works, pool.map(lambda work: work(), works.values()), strict=True))


def main() -> None:
    at_once = int(sys.argv[1])
    answer(
        {
            "thumbnails": partial(thumbnails, at_once=at_once),
            "cascade": partial(cascade, at_once=at_once),
            "single": single,
        }
    )


if __name__ == "__main__":
    main()
