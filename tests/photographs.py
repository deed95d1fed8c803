"""Real photographs and hard files for the tests, taken from published packages and kept in .cache/fixtures.

`python -m tests.photographs` (what `make fixtures` runs) fetches everything; each function also fetches what it needs
when it is called. Nothing here is committed: the files inside those packages carry no licence of their own. The packages
are under MIT-CMU (Pillow), BSD-3-Clause (pillow_heif, scikit-image) and MIT (piexif, imagesize).
"""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "fixtures"


class Source(NamedTuple):
    """A source distribution, and the folder in it that holds pictures."""

    requirement: str
    sha256: str
    pictures: str


PILLOW = Source("pillow==13.0.0", "cdcd1ba258178f7356d74170c9a81ba4eab6a5d55748bc402a5a2a6fe6be3510", "Tests/images")
PILLOW_HEIF = Source(
    "pillow_heif==1.8.1", "521ebffb8a181d56c3904e5a61f20903edee0d9d3275967b8fb345f866215c06", "tests/images"
)
PIEXIF = Source("piexif==1.1.3", "83cb35c606bf3a1ea1a8f0a25cb42cf17e24353fd82e87ae3884e74a302a5f1b", "tests/images")
IMAGESIZE = Source(
    "imagesize==2.0.1", "b2ba6a4dea487a7ebcd53248d3476aca449d30db12a2dde5e0c5ca9624fd77e5", "test/images"
)

Megapixels = Literal[2, 12, 24, 48]
CAMERA_SIZES: dict[Megapixels, tuple[int, int]] = {
    2: (1632, 1224),
    12: (4032, 3024),
    24: (6000, 4000),
    48: (8000, 6000),
}
ORIENTATION = 0x0112


def photograph(name: str) -> bytes:
    """A photograph that scikit-image ships: astronaut.png, chelsea.png, coffee.png, rocket.jpg, retina.jpg, ..."""
    import skimage

    return (Path(skimage.__file__).parent / "data" / name).read_bytes()


def hard_file(name: str) -> bytes:
    """A file from Pillow's own tests, by its path below Tests/images: exif_gps.jpg, iss634.gif, avif/exif.avif, ..."""
    return (_unpacked(PILLOW) / name).read_bytes()


def heif_file(name: str) -> bytes:
    """A file from pillow_heif's own tests, by its path below tests/images: heif_other/pug.heic, ..."""
    return (_unpacked(PILLOW_HEIF) / name).read_bytes()


def pictures_of(source: Source) -> list[Path]:
    """All files of a source's folder of pictures, whatever they are."""
    return sorted(path for path in _unpacked(source).rglob("*") if path.is_file())


def phone_jpeg(*, orientation: int = 1) -> bytes:
    """A 12-megapixel phone photograph: 4032x3024, Display P3, EXIF with GPS and the given orientation tag."""
    return _kept(f"phone-{orientation}.jpg", lambda: _phone_jpeg(orientation))


def camera_jpeg(megapixels: Megapixels) -> bytes:
    """A baseline 4:2:0 JPEG of quality 92 of real camera pixels, without metadata (24 and 48 are mosaics)."""
    return _kept(f"camera-{megapixels}.jpg", lambda: _camera_jpeg(megapixels))


def night_jpeg() -> bytes:
    """A 48-megapixel photograph with a sensor's noise, quality 98, 4:4:4: about 48 MiB, nearly as large as is taken."""
    return _kept("night-48.jpg", _night_jpeg)


def _night_jpeg() -> bytes:
    with Image.open(io.BytesIO(camera_jpeg(48))) as day:
        grain = Image.effect_noise(day.size, 30)
        night = ImageChops.add(day, Image.merge("RGB", (grain, grain, grain)), offset=-128)
    body = io.BytesIO()
    night.save(body, "JPEG", quality=98, subsampling="4:4:4")
    return body.getvalue()


def _phone_jpeg(orientation: int) -> bytes:
    heif = _open_heif("heif_other/pug.heic")
    exif = Image.Exif()
    exif.load(heif.info["exif"])
    exif[ORIENTATION] = orientation
    return _jpeg(heif, exif=exif.tobytes(), icc_profile=heif.info["icc_profile"])


def _camera_jpeg(megapixels: Megapixels) -> bytes:
    size = CAMERA_SIZES[megapixels]
    pug = _open_heif("heif_other/pug.heic")
    if megapixels <= 12:
        return _jpeg(pug.resize(size, Image.Resampling.LANCZOS))
    tile = (size[0] // 2, size[1] // 2)
    guitar = _open_heif("heif_special/guitar_cw90.hif")
    arrow = _open_heif("heif_other/arrow.heic").transpose(Image.Transpose.ROTATE_90)
    mosaic = Image.new("RGB", size)
    for index, (picture, top) in enumerate(((pug, 0), (arrow, 0), (guitar, 0), (guitar, guitar.height - tile[1]))):
        piece = picture.crop((0, top, tile[0], top + tile[1]))
        mosaic.paste(piece, (index % 2 * tile[0], index // 2 * tile[1]))
    return _jpeg(mosaic)


def _jpeg(picture: Image.Image, *, exif: bytes = b"", icc_profile: bytes | None = None) -> bytes:
    body = io.BytesIO()
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    plain.save(body, "JPEG", quality=92, subsampling="4:2:0", exif=exif, icc_profile=icc_profile)
    return body.getvalue()


def _open_heif(name: str) -> Image.Image:
    import pi_heif

    picture: Image.Image = pi_heif.open_heif(io.BytesIO(heif_file(name))).to_pillow()
    return picture


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The file of that name in the cache, made first when it is not there."""
    path = CACHE / name
    if not path.exists():
        body = make()
        with _only_one_process(name):
            part = path.with_suffix(".part")
            part.write_bytes(body)
            os.replace(part, path)
    return path.read_bytes()


@cache
def _unpacked(source: Source) -> Path:
    """The folder of the source's pictures, downloaded and unpacked first when it is not there."""
    name = source.requirement.replace("==", "-")
    folder = CACHE / name
    if not folder.exists():
        with _only_one_process(name):
            if not folder.exists():
                _unpack(source, folder)
    return folder


def _unpack(source: Source, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        archive = _download(source, Path(scratch))
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(scratch, [name for name in packed.namelist() if f"/{source.pictures}/" in name])
        else:
            with tarfile.open(archive) as tar:
                wanted = [entry for entry in tar if entry.isfile() and f"/{source.pictures}/" in entry.name]
                tar.extractall(scratch, members=wanted, filter="data")
        pictures = next(Path(scratch).glob(f"*/{source.pictures}"))
        shutil.move(pictures, folder)


def _download(source: Source, into: Path) -> Path:
    """uv says where the index has the archive; pip would build the package first, to learn its name."""
    (into / "wanted.txt").write_text(source.requirement)
    lock = into / "pylock.toml"
    command: list[str | Path] = [
        "bash",
        ROOT / ".ci" / "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-deps",
        "--format",
        "pylock.toml",
    ]
    subprocess.run([*command, "--output-file", lock, into / "wanted.txt"], check=True)
    (package,) = tomllib.loads(lock.read_text())["packages"]
    url: str = package["sdist"]["url"]
    archive = into / url.rsplit("/", 1)[-1]
    with urllib.request.urlopen(url, timeout=60) as answer, archive.open("wb") as file:
        shutil.copyfileobj(answer, file)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        raise RuntimeError(f"{archive.name} is not the file these tests were written against: sha256 {found}")
    return archive


@contextmanager
def _only_one_process(what: str) -> Iterator[None]:
    """Parallel test workers wait here while one of them fetches."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(pictures_of, (PILLOW, PILLOW_HEIF, PIEXIF, IMAGESIZE)))
        made = [threads.submit(phone_jpeg), *(threads.submit(camera_jpeg, size) for size in CAMERA_SIZES)]
    for each in made:
        each.result()
    print(f"Photographs are in {CACHE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
