"""ZIP files of exports, as other programs read them: Python's zipfile, Info-ZIP's unzip, and 7-Zip and bsdtar where they are."""

import hashlib
import itertools
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pixelflare.exports.archive import Archive, as_line

AT = datetime(2026, 11, 30, 13, 5, 6, tzinfo=UTC)
PICTURE = random.Random(1).randbytes(3_000_000)
GIB = 1024**3
READERS = {"unzip": ["unzip", "-t"], "7z": ["7z", "t"], "bsdtar": ["bsdtar", "-tvf"]}


class File:
    """A file that can only grow, as an upload in parts. What stands before its beginning is a hole on the disk."""

    def __init__(self, path: Path, *, begins_at: int = 0) -> None:
        self._file = path.open("wb")
        self._file.seek(begins_at)
        self._at = begins_at

    def write(self, data: bytes, /) -> int:
        self._at += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._file.flush()

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 1024 * 1024):
        yield body[start : start + 1024 * 1024]


def write(path: Path, *, begins_at: int = 0) -> int:
    with File(path, begins_at=begins_at) as sink:
        return _write(Archive(sink))


def _write(archive: Archive) -> int:
    archive.add("pictures/trips/Strand 🌊.jpg", pieces(PICTURE), size_bytes=len(PICTURE), at=AT)
    archive.add("pictures/trips/empty.jpg", pieces(b""), size_bytes=0, at=datetime(1970, 1, 1, tzinfo=UTC))
    with archive.lines("records/audit-000001.jsonl", at=AT) as file:
        file.writelines(as_line("audit_entry", {"number": number, "text": "ü\n"}) for number in range(1000))
    archive.close()
    return archive.size


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "small.zip"
    assert write(path) == path.stat().st_size
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its entries lie behind four GiB, so their places need ZIP64. The GiB themselves are a hole."""
    path = tmp_path_factory.mktemp("export") / "large.zip"
    assert write(path, begins_at=4 * GIB + 5) > 4 * GIB
    return path


@pytest.mark.parametrize("which", ["small", "large"])
def test_pythons_zipfile_reads_every_byte(which: str, request: pytest.FixtureRequest) -> None:
    with zipfile.ZipFile(request.getfixturevalue(which)) as opened:
        assert opened.testzip() is None
        picture, empty, records = opened.infolist()
        assert hashlib.sha256(opened.read(picture)).digest() == hashlib.sha256(PICTURE).digest()
        assert (picture.filename, picture.compress_type) == ("pictures/trips/Strand 🌊.jpg", zipfile.ZIP_STORED)
        assert (picture.date_time, empty.date_time[0]) == ((2026, 11, 30, 13, 5, 6), 1980)
        assert (picture.external_attr >> 16, empty.file_size) == (0o100644, 0)
        assert (records.compress_type, opened.read(records).count(b"\n")) == (zipfile.ZIP_DEFLATED, 1000)
        assert (picture.header_offset >= 4 * GIB) == (which == "large")


@pytest.mark.parametrize(
    ("reader", "which"),
    [("unzip", "small"), ("unzip", "large"), ("7z", "small"), ("bsdtar", "small"), ("bsdtar", "large")],
)
def test_other_programs_read_it(reader: str, which: str, request: pytest.FixtureRequest) -> None:
    """7-Zip looks for other archives in the hole, and takes what it finds for damaged."""
    command = READERS[reader]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{reader} is not installed")
    path: Path = request.getfixturevalue(which)
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_more_than_a_piece_is_held(tmp_path: Path) -> None:
    """Each piece has gone on when the next is asked for."""
    with File(tmp_path / "a.zip") as sink:
        archive, seen = Archive(sink), []

        def slowly() -> Iterator[bytes]:
            for _ in range(5):
                seen.append(sink.tell())
                yield bytes(1000)

        archive.add("a", slowly(), size_bytes=5000, at=AT)
        archive.close()
    assert [after - before for before, after in itertools.pairwise(seen)] == [1000] * 4


def test_file_may_have_another_length_than_was_said(tmp_path: Path) -> None:
    with File(tmp_path / "a.zip") as sink:
        archive = Archive(sink)
        archive.add("a", pieces(bytes(5000)), size_bytes=1, at=AT)
        archive.close()
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert (opened.testzip(), opened.getinfo("a").file_size) == (None, 5000)
