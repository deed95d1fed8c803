"""Which sidecar belongs to which picture, and what no honest ZIP has."""

import struct
from copy import copy
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pytest

from pixelflare_client.importing import SourceFailed
from pixelflare_client.importing.pairs import sidecar_of
from schema.limits import MAX_UPLOAD_BYTES
from tests.exports import as_folder, as_zip, picture
from tests.unit.test_importing import LONG, by_name, planned, reasons


@pytest.mark.parametrize(
    ("file", "sidecar"),
    [
        ("IMG_1.jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_1.JPG", "IMG_1.jpg.supplemental-metadata.json"),
        ("0d7b086cdcb68a4b6279fabaa0928e90.jpg", "0d7b086cdcb68a4b6279fabaa0928e90.jpg.supplemen.json"),
        ("Screenshot_20211104-110347(1).jpg", "Screenshot_20211104-110347.jpg.supplemental-me(1).json"),
        ("IMG_1(2).jpg", "IMG_1.jpg(2).json"),
        ("IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json"),
        ("2013-12-03(1).jpg", "2013-12-03.supplemental-metadata(1).json"),
        ("a_long_name_of_a_picture_from_another_progra.jpg", "a_long_name_of_a_picture_from_another_progra.j.json"),
        ("a_name_of_forty_two_characters_in_all_.jpeg", "a_name_of_forty_two_characters_in_all_.jpeg.s.json"),
        ("a_name_that_was_cut_elsewhere.jpg", "a_name_that_was_cut_elsewhere.jpg..json"),
        (LONG[:47] + ".jpg", LONG[:46] + ".json"),
        (LONG[:47] + "(1).jpg", LONG[:46] + "(1).json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_1-bearbeitet(1).jpg", "IMG_1.jpg.supplemental-metadata(1).json"),
        ("IMG_1-modifié.jpg", "IMG_1.jpg.json"),
        ("IMG_1.HEIC", "IMG_1.HEIC.supplemental-metadata.json"),
        ("IMG_1.jpg", "IMG_1.json"),
        ("photo01.jpg", "photo01.jpg.JSON"),
    ],
)
def test_sidecar_is_found_by_the_name_that_it_has_been_given(file: str, sidecar: str) -> None:
    others = {"metadata.json", "img_2.jpg.json", "img_1.jpg.supplemental-metadata(7).json"}

    pair = sidecar_of(file.lower(), others | {sidecar.lower()})

    assert pair is not None
    assert pair.sidecar == sidecar.lower()


@pytest.mark.parametrize(
    ("file", "sidecars"),
    [
        ("IMG_1(1).jpg", ["img_1.jpg.supplemental-metadata.json"]),
        ("IMG_1.jpg", ["img_1.jpg.supplemental-metadata(1).json"]),
        ("IMG_1-2.jpg", ["img_1.jpg.json"]),
        ("IMG_1.jpg", ["img_1.jpg.sup.json", "img_1.jpg.supp.json"]),
        ("IMG_1.jpg", ["img_1.jpg.other.json"]),
    ],
    ids=str,
)
def test_sidecar_of_another_picture_is_not_taken(file: str, sidecars: list[str]) -> None:
    assert sidecar_of(file.lower(), sidecars) is None


def test_name_that_lies_in_a_zip_is_left_out(tmp_path: Path) -> None:
    names = ["../a.jpg", "/etc/b.jpg", "C:\\c.jpg", "x/../../d.jpg"]

    made = planned(as_zip({name: picture(n) for n, name in enumerate(names)}, tmp_path / "bad.zip"))

    assert (made.items, {left.reason for left in made.left}, len(made.left)) == ([], {"unsafe_name"}, 4)
    assert [file.name for file in tmp_path.iterdir()] == ["bad.zip"]


def test_bomb_is_not_opened(tmp_path: Path) -> None:
    made = planned(as_zip({"zeros.jpg": b"\0" * 20_000_000}, tmp_path / "bomb.zip"))

    assert (made.items, reasons(made)) == ([], {"bomb.zip!zeros.jpg": "bomb"})


def test_zip_whose_files_overlap_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "twice.zip", "w", ZIP_STORED) as archive:
        archive.writestr("a.jpg", picture(1) * 50)
        first = archive.infolist()[0]
        for number in range(5):
            archive.filelist.append(_alias(first, f"b{number}.jpg"))

    with pytest.raises(SourceFailed, match="overlap"):
        planned(tmp_path / "twice.zip")


def _alias(member: ZipInfo, name: str) -> ZipInfo:
    other = copy(member)
    other.filename = name
    return other


def test_damaged_file_of_a_zip_is_left_and_the_others_come(tmp_path: Path) -> None:
    path = tmp_path / "damaged.zip"
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("a.jpg", picture(1))
        archive.writestr("b.jpg", picture(2))
    broken = bytearray(path.read_bytes())
    broken[60] ^= 0xFF
    path.write_bytes(broken)

    made = planned(path)

    assert (list(by_name(made)), reasons(made)) == (["b.jpg"], {"damaged.zip!a.jpg": "unreadable"})


def test_locked_file_of_a_zip_is_left(tmp_path: Path) -> None:
    path = as_zip({"a.jpg": picture(1)}, tmp_path / "locked.zip")
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, 1)
    path.write_bytes(content)

    assert reasons(planned(path)) == {"locked.zip!a.jpg": "encrypted"}


def test_picture_that_is_too_large_is_left(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(MAX_UPLOAD_BYTES + 1)

    assert reasons(planned(tmp_path)) == {"large.jpg": "too_large"}


def test_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    secret = as_folder({"secret.jpg": picture(1)}, tmp_path / "elsewhere")
    folder = as_folder({"a.jpg": picture(2)}, tmp_path / "mine")
    (folder / "link.jpg").symlink_to(secret / "secret.jpg")
    (folder / "below").symlink_to(secret)

    assert list(by_name(planned(folder))) == ["a.jpg"]
