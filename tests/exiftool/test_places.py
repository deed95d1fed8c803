"""exiftool reads public copies: no place, no maker's notes, nothing that it does not know, in any file of the fixtures.

`make exiftool` runs this; it needs exiftool (Debian: libimage-exiftool-perl).
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pixelflare.imaging.decode.sniff import sniff
from tests.photographs import IMAGESIZE, PIEXIF, PILLOW, PILLOW_HEIF, phone_jpeg, pictures_of
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy

CLEANED = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")
PLACE = re.compile(
    r"GPS|Latitude|Longitude|\bCity|Country|ProvinceState|\bState\b|Sub-?[lL]ocation|LocationCreated|LocationShown"
    r"|LocationInfo|Landmark|GeoTag|Geolocation"
)
OURS = "Berlin Alexanderplatz"
WRITTEN = {
    "image/jpeg": ["-XMP:City", "-XMP-iptcExt:LocationCreatedCity", "-IPTC:City", "-IPTC:Sub-location", "-Comment"],
    "image/png": ["-XMP:City", "-XMP-iptcExt:LocationCreatedCity", "-PNG:Comment", "-EXIF:ImageDescription"],
    "image/gif": ["-XMP:City", "-XMP-iptcExt:LocationCreatedCity", "-Comment"],
    "image/webp": ["-XMP:City", "-XMP-iptcExt:LocationCreatedCity", "-EXIF:UserComment"],
    "image/avif": ["-XMP:City", "-XMP-iptcExt:LocationCreatedCity", "-EXIF:ImageDescription"],
}
COORDINATES = ["-EXIF:GPSLatitude=52.52", "-EXIF:GPSLatitudeRef=N", "-XMP:GPSLongitude=13.41"]


def read(path: Path) -> dict[str, Any]:
    """Every tag, by its group and name; unknown ones and those within embedded pictures too."""
    command = ["exiftool", "-json", "-G1", "-a", "-u", "-ee3", "-api", "RequestAll=0", str(path)]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return dict(json.loads(told)[0])


def telling(tags: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in tags.items()
        if PLACE.search(name.partition(":")[2]) or name.startswith(("GPS:", "MakerNotes")) or OURS in str(value)
    }


def fixtures() -> Iterator[Path]:
    for source in (PILLOW, PILLOW_HEIF, PIEXIF, IMAGESIZE):
        for path in pictures_of(source):
            if path.stat().st_size < 12_000_000 and sniff(path.read_bytes()[:4096]) in CLEANED:
                yield path


@pytest.mark.parametrize("strip_all", [False, True])
@pytest.mark.parametrize("path", list(fixtures()), ids=lambda path: path.name)
def test_no_fixtures_copy_tells_a_place(path: Path, strip_all: bool, tmp_path: Path) -> None:
    data = path.read_bytes()
    copy = tmp_path / path.name
    copy.write_bytes(public_copy(data, content_type=str(sniff(data)), strip_all=strip_all))
    assert telling(read(copy)) == {}


@pytest.mark.parametrize("kind", CLEANED)
def test_what_exiftool_writes_of_a_place_is_gone(kind: str, tmp_path: Path) -> None:
    name = kind.partition("/")[2]
    original, copy = tmp_path / f"original.{name}", tmp_path / f"copy.{name}"
    original.write_bytes(p.saved(p.corners(64, 48), name.upper()))
    texts = [f"{option}={OURS}" for option in WRITTEN[kind]]
    coordinates = COORDINATES if kind != "image/gif" else COORDINATES[2:]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *texts, *coordinates, str(original)], check=True)
    assert len(telling(read(original))) >= 3
    for strip_all in (False, True):
        copy.write_bytes(public_copy(original.read_bytes(), content_type=kind, strip_all=strip_all))
        assert telling(read(copy)) == {}


def test_a_phones_copy_keeps_how_it_was_shot(tmp_path: Path) -> None:
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(public_copy(phone_jpeg(orientation=6), content_type="image/jpeg", strip_all=False))
    tags = read(copy)
    assert {"IFD0:Make", "IFD0:Model", "IFD0:Orientation", "ExifIFD:ExposureTime"} <= set(tags)
    assert telling(tags) == {}
    assert not any("Warning" in name for name in tags)
