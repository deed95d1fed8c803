"""Every kind of TIFF that there is by its tags: shown as libvips shows it, or refused as unsupported, and never anything else."""

import io
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image, ImageChops, ImageStat

from pixelflare.imaging import Refused, RenderJob, inspect, render
from schema.addresses.formats import Format
from schema.addresses.options import Options
from schema.errors import RejectionReason
from tests.golden.vips import on_white

SIZE = (64, 48)


class Mode(NamedTuple):
    channels: int
    photometric: str
    extra: str | None = None


MODES = {
    "grey": Mode(1, "minisblack"),
    "white is zero": Mode(1, "miniswhite"),
    "grey with alpha": Mode(2, "minisblack", "unassalpha"),
    "white is zero with alpha": Mode(2, "miniswhite", "unassalpha"),
    "RGB": Mode(3, "rgb"),
    "RGBA": Mode(4, "rgb", "unassalpha"),
    "RGB premultiplied": Mode(4, "rgb", "assocalpha"),
    "CMYK": Mode(4, "separated"),
}
DEPTHS = ("u1", "u2", "u4", "f4", "i2")
BY_TIFFFILE: list[dict[str, Any]] = [
    {},
    {"compression": "zlib"},
    {"compression": "zlib", "predictor": True},
    {"tile": (16, 16)},
    {"rowsperstrip": 5},
]
BY_VIPS: list[dict[str, Any]] = [
    {"compression": "lzw"},
    {"compression": "lzw", "predictor": "horizontal"},
    {"compression": "packbits"},
    {"compression": "deflate", "tile": True, "tile_width": 16, "tile_height": 16},
]


def samples(mode: Mode, depth: str) -> np.ndarray:
    """Ramps in every channel; alpha is never nothing, so that what is premultiplied can be turned back."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    alpha = 0.25 + 0.75 * across / (SIZE[0] - 1)
    colours = [across / (SIZE[0] - 1), down / (SIZE[1] - 1), (across + down) / sum(SIZE), alpha]
    chosen = [colours[0], alpha] if mode.channels == 2 else colours[: mode.channels]
    if mode.extra == "assocalpha":
        chosen = [*(colour * alpha for colour in chosen[:-1]), alpha]
    stacked = np.stack(chosen, -1)
    return stacked.astype(depth) if depth == "f4" else (stacked * np.iinfo(depth).max).round().astype(depth)


def written(name: str, depth: str, *, layout: str = "contig", order: str = "<", **options: Any) -> bytes:
    mode, pixels, body = MODES[name], samples(MODES[name], depth), io.BytesIO()
    if mode.channels == 1:
        pixels = pixels[..., 0]
    else:
        options = options | {"planarconfig": layout}
        pixels = np.moveaxis(pixels, 2, 0) if layout == "separate" else pixels
    extra = [mode.extra] if mode.extra else None
    tifffile.imwrite(
        body, pixels, photometric=mode.photometric, extrasamples=extra, byteorder=order, metadata=None, **options
    )
    return body.getvalue()


def every_tiff() -> Iterator[Any]:
    """Each with the same picture in the plainest form, which libvips reads."""
    for name, depth, layout, order, options in product(MODES, DEPTHS, ("contig", "separate"), "<>", BY_TIFFFILE):
        if (MODES[name].channels == 1 and layout == "separate") or (depth == "f4" and "predictor" in options):
            continue
        said = ",".join(f"{key}={value}" for key, value in options.items())
        data = written(name, depth, layout=layout, order=order, **options)
        yield pytest.param(data, written(name, depth), id=f"{name}-{depth}-{layout}-{order}-{said}")
    for depth, options, name in product(("u1", "u2"), BY_VIPS, ("grey", "RGB", "RGBA")):
        made = pyvips.Image.new_from_array(samples(MODES[name], depth))
        wide = {"grey": ("b-w", "grey16")}.get(name, ("srgb", "rgb16"))[depth == "u2"]
        data = made.copy(interpretation=wide).tiffsave_buffer(**options)
        yield pytest.param(data, written(name, depth), id=f"{name}-{depth}-vips-{options}")


def shown(data: bytes) -> Image.Image:
    inspect(data, extension="tif")
    (made,) = render(data, [RenderJob("whole", Format.PNG, Options())])
    return on_white(made.body)


def shown_or_refused(data: bytes) -> Image.Image | RejectionReason:
    try:
        return shown(data)
    except Refused as refused:
        return refused.reason


def reference(data: bytes) -> Image.Image:
    picture = pyvips.Image.new_from_buffer(data, "").colourspace("srgb").cast("uchar")
    return on_white(picture.pngsave_buffer())


@pytest.mark.parametrize(("data", "plain"), list(every_tiff()))
def test_a_tiff_is_shown_right_or_refused(data: bytes, plain: bytes) -> None:
    ours = shown_or_refused(data)
    if isinstance(ours, RejectionReason):
        assert ours is RejectionReason.UNSUPPORTED_TYPE
        return
    difference = ImageStat.Stat(ImageChops.difference(ours, reference(plain))).mean
    is_ink = Image.open(io.BytesIO(data)).mode == "CMYK"
    assert max(difference) < (40 if is_ink else 3)  # libvips has a profile of its own for inks


COMMON = [
    ("grey", "u1"),
    ("grey", "u2"),
    ("white is zero", "u1"),
    ("white is zero", "u2"),
    ("RGB", "u1"),
    ("RGB", "u2"),
]


@pytest.mark.parametrize(("name", "depth"), COMMON)
def test_what_scanners_and_cameras_write_is_not_refused(name: str, depth: str) -> None:
    assert shown(written(name, depth)).size == SIZE


def test_white_is_zero_of_sixteen_bits_is_turned_round() -> None:
    body, ramp = io.BytesIO(), np.tile(np.linspace(0, 65_535, 101).round().astype("u2"), (10, 1))
    tifffile.imwrite(body, ramp, photometric="miniswhite")
    value = shown(body.getvalue()).getpixel((30, 5))
    assert value in ((179, 179, 179), (178, 178, 178))


def test_a_big_tiff_is_refused_by_its_kind() -> None:
    body = io.BytesIO()
    tifffile.imwrite(body, samples(MODES["RGB"], "u1"), bigtiff=True, photometric="rgb")
    with pytest.raises(Refused) as refused:
        shown(body.getvalue())
    assert refused.value.reason is RejectionReason.UNSUPPORTED_TYPE
