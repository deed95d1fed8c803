"""Decodes one HEIC, as a process of its own: bytes on standard input; a header, then the pixels, on standard output.

Run by pixelflare.imaging.decode.decode.heic with the module path as arguments. It imports nothing of ours, so that it starts quickly.
"""

import io
import json
import resource
import sys
from contextlib import suppress

MAX_MEMORY_BYTES = 1536 << 20
"""64 megapixels take about 500 MB while they are decoded."""
ROWS = 256
"""Of pixels that are written at once."""
MAX_CPU_SECONDS = 40
"""33 megapixels of ten bits, from a camera, take about four."""


def main() -> None:
    """Writes one line of JSON (mode, size, lengths of profile and EXIF), profile, EXIF; on a line of input, the pixels."""
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_CPU_SECONDS)):
        with suppress(ValueError, OSError):  # not every system has both
            resource.setrlimit(limit, (most, most))
    sys.path[:] = sys.argv[1:]
    from pi_heif import options
    from pi_heif.as_plugin import HeifImageFile

    options.DECODE_THREADS = 2
    length = int(sys.stdin.buffer.readline())
    picture = HeifImageFile(io.BytesIO(sys.stdin.buffer.read(length)))
    profile, exif = picture.info.get("icc_profile") or b"", picture.info.get("exif") or b""
    head = {"mode": picture.mode, "size": picture.size, "profile": len(profile), "exif": len(exif)}
    _write(json.dumps(head).encode() + b"\n" + profile + exif)
    if sys.stdin.buffer.readline():
        picture.load()
        _write(json.dumps({"mode": picture.mode, "size": picture.size}).encode() + b"\n")
        for top in range(0, picture.height, ROWS):
            _write(picture.crop((0, top, picture.width, min(picture.height, top + ROWS))).tobytes())


def _write(answer: bytes) -> None:
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
