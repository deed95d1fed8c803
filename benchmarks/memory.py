"""What a picture costs in memory while variants are made of it: each figure from a process of its own.

`python -m benchmarks.memory KIND WHAT MEGAPIXELS THREADS` prints one. A figure is the process's peak (VmHWM; ru_maxrss
would count what its parent held) less what it held once everything was imported, with the bytes of the source counted
in, since the functions hold them too. A HEIC's decoder is a process of its own, whose peak is added.
"""

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from pixelflare.imaging import job_of, render
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from tests.photographs import CACHE, camera_jpeg, heif_file

_SAVED: dict[str, tuple[str, dict[str, Any]]] = {
    "progressive JPEG": ("JPEG", {"quality": 92, "subsampling": "4:2:0", "progressive": True}),
    "PNG": ("PNG", {"compress_level": 1}),
    "WebP": ("WEBP", {"quality": 90, "method": 2}),
    "AVIF": ("AVIF", {"quality": 80, "speed": 10}),
    "TIFF": ("TIFF", {"compression": "tiff_adobe_deflate"}),
}
BASELINE, HEIC = "baseline JPEG", "HEIC"
KINDS = (BASELINE, *_SAVED, HEIC)
"""All of 12, 24 and 48 megapixels, but for HEIC, which nothing here can write: cameras' own, of 12 and 33."""
LADDER, SINGLE, VIPS = "ladder", "single", "vips single"
WHAT = (LADDER, SINGLE, VIPS)
KIB = 1024


def peak_mib(kind: str, what: str, *, megapixels: int = 48, threads: int = 1) -> float:
    """MiB over import at the peak of making that of a picture of that kind."""
    source(kind, megapixels)  # is written here when it isn't there yet
    command = [sys.executable, "-m", "benchmarks.memory", kind, what, str(megapixels), str(threads)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def source(kind: str, megapixels: int) -> Path:
    """The picture's file, kept among the fixtures."""
    if kind == HEIC:
        name = "heif_other/pug.heic" if megapixels <= 12 else "heif_special/guitar_cw90.hif"
        path = CACHE / f"camera-{12 if megapixels <= 12 else 33}.heic"
        return path if path.exists() else _kept(path, heif_file(name))
    data = camera_jpeg(megapixels)  # type: ignore[arg-type]
    if kind == BASELINE:
        return CACHE / f"camera-{megapixels}.jpg"
    path = CACHE / f"camera-{megapixels}-{kind.replace(' ', '-').lower()}"
    if not path.exists():
        name, options = _SAVED[kind]
        body = io.BytesIO()
        Image.open(io.BytesIO(data)).save(body, name, **options)
        _kept(path, body.getvalue())
    return path


def _kept(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


def _work(what: str, threads: int) -> Callable[[bytes], object]:
    if what == VIPS:
        import pyvips

        return lambda data: pyvips.Image.thumbnail_buffer(data, 512, height=10_000_000).webpsave_buffer(Q=80, effort=4)
    orders = [job_of(name, Format.WEBP) for name in (PRESETS if what == LADDER else ["w512"])]
    return lambda data: sum(len(made.body) for made in render(data, orders, threads=threads))


def _status(field: str) -> int:
    """A figure of this process, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def main() -> None:
    kind, what, megapixels, threads = sys.argv[1:]
    work, path = _work(what, int(threads)), source(kind, int(megapixels))
    small = io.BytesIO()
    Image.new("RGB", (8, 8)).save(small, "JPEG")
    work(small.getvalue())  # the modules that are loaded with the first picture
    before = _status("VmRSS")
    work(path.read_bytes())
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{(_status('VmHWM') - before + children) / KIB:.0f}")


if __name__ == "__main__":
    main()
