"""Reading HEIC where its decoder can do no harm.

libheif and libde265 are large, and their binding (pi-heif 1.4) can be crashed by a file of 600 bytes. So they run in a
process of their own, with limits on memory and time: whatever happens there, here it is a damaged picture.
"""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO, Any

from PIL import Image

from pixelflare.imaging.decode.headers import check_size
from pixelflare.imaging.geometry.turns import Size
from pixelflare.imaging.refusal import Refused
from schema.budgets import HEIC_DECODING
from schema.errors import RejectionReason

_PROGRAM = Path(__file__).with_name("heic_process.py")
_MAX_SECONDS = HEIC_DECODING.total_seconds()
_ROWS = 256
_GO_ON = b"\n"


def open_heic(data: bytes) -> Image.Image:
    """The primary picture of a HEIC, decoded and upright; others (bursts, depth maps, the second eye's) are left alone.

    Raises Refused (damaged) also when the decoder crashes or takes too much, and before decoding for its size.
    """
    command = [sys.executable, "-I", "-S", str(_PROGRAM), *sys.path]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    alarm = Timer(_MAX_SECONDS, process.kill)
    alarm.start()
    with process:
        try:
            return _picture(data, to=_pipe(process.stdin), answers=_pipe(process.stdout))
        except (OSError, ValueError, EOFError) as error:
            raise Refused(RejectionReason.DAMAGED, "the HEIC decoder gave up") from error
        finally:
            alarm.cancel()
            process.kill()
            with suppress(OSError):
                _pipe(process.stdin).close()


def _picture(data: bytes, *, to: IO[bytes], answers: IO[bytes]) -> Image.Image:
    to.write(f"{len(data)}\n".encode() + data)
    to.flush()
    head = _head(answers)
    check_size(*head["size"])
    profile, exif = _exactly(answers, int(head["profile"])), _exactly(answers, int(head["exif"]))
    to.write(_GO_ON)
    to.flush()
    decoded = _head(answers)
    mode, size = str(decoded["mode"]), (int(decoded["size"][0]), int(decoded["size"][1]))
    check_size(*size)  # what a HEIC says of its size is not always what is decoded
    picture = _received(mode, size, answers)
    picture.info = {key: value for key, value in (("icc_profile", profile), ("exif", exif)) if value}
    return picture


def _received(mode: str, size: Size, answers: IO[bytes]) -> Image.Image:
    """The pixels, some rows at a time: all of them twice would be half of what this takes."""
    picture = Image.new(mode, size)
    for top in range(0, size[1], _ROWS):
        rows = size[0], min(_ROWS, size[1] - top)
        band = Image.frombytes(mode, rows, _exactly(answers, rows[0] * rows[1] * _bytes_of_a_pixel(picture)))
        picture.paste(band, (0, top))
    return picture


def _bytes_of_a_pixel(picture: Image.Image) -> int:
    return 2 if picture.mode.startswith("I;16") else len(picture.getbands())


def _head(answers: IO[bytes]) -> dict[str, Any]:
    line = answers.readline(1_000)
    if not line:
        raise EOFError
    head: dict[str, Any] = json.loads(line)
    return head


def _exactly(answers: IO[bytes], length: int) -> bytes:
    body = answers.read(length)
    if len(body) != length:
        raise EOFError
    return body


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the process was started with pipes")
    return pipe
