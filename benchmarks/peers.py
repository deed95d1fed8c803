"""The other engines, asked for the same work: libvips through pyvips in this process, sharp in one of its own.

sharp is installed from npm into .cache/peers when it is not there; nothing of it is shipped.
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("VIPS_CONCURRENCY", "1")
import pyvips

SHARP = "sharp@0.35.5"
HERE = Path(__file__).resolve().parent
PLACE = HERE.parent / ".cache" / "peers"
WIDTHS = (2048, 1536, 1024, 512, 256, 128)
CROPS = {1536: (1200, 630), 512: (200, 200)}
"""Which size each crop is made from."""
WEBP: dict[str, Any] = {"Q": 80, "effort": 4}


def vips_thumbnails(data: bytes) -> None:
    """The ladder as libvips' documentation has it: a thumbnail from the file for each variant."""
    for width in WIDTHS:
        pyvips.Image.thumbnail_buffer(data, width, height=10_000_000, size="down").webpsave_buffer(**WEBP)
    for width, height in CROPS.values():
        pyvips.Image.thumbnail_buffer(data, width, height=height, crop="centre").webpsave_buffer(**WEBP)


def vips_cascade(data: bytes) -> None:
    """The ladder at its best: each variant from the next larger one, kept in memory."""
    larger = pyvips.Image.thumbnail_buffer(data, WIDTHS[0], height=10_000_000, size="down").copy_memory()
    for width in WIDTHS:
        if width < larger.width:
            larger = larger.thumbnail_image(width, height=10_000_000).copy_memory()
        larger.webpsave_buffer(**WEBP)
        if width in CROPS:
            across, down = CROPS[width]
            larger.thumbnail_image(across, height=down, crop="centre").webpsave_buffer(**WEBP)


def vips_single(data: bytes) -> bytes:
    body: bytes = pyvips.Image.thumbnail_buffer(data, 512, height=10_000_000, size="down").webpsave_buffer(**WEBP)
    return body


class Sharp:
    """sharp, waiting for work."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def asked(self, what: str, path: Path) -> tuple[float, bytes]:
        """CPU seconds, and the result where there is one."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started with pipes")
        self._process.stdin.write(json.dumps({"what": what, "path": str(path)}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["ms"] / 1000, base64.b64decode(answer["body"] or "")


@contextmanager
def sharp() -> Iterator[Sharp]:
    """sharp in a process that ends with the block."""
    PLACE.mkdir(parents=True, exist_ok=True)
    if not (PLACE / "node_modules" / "sharp").exists():
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(PLACE), SHARP]
        subprocess.run(install, check=True)
    program = PLACE / "sharp.mjs"
    shutil.copy(HERE / "other" / "sharp.mjs", program)
    command = ["node", str(program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Sharp(process)
        finally:
            process.kill()
