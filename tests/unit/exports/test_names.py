"""Names of files in an export: every file system takes them, and no two are one."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pixelflare.exports.names import digest_of, names_of
from schema.library.images import Image, ImageStatus

AT = datetime(2026, 11, 30, tzinfo=UTC)
ID = "img_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def image(name: str, *, filename: str = "beach.jpg", album: str = "trips", deleted: bool = False) -> Image:
    return Image(
        image_id=ID,
        owner="somebody",
        album=album,
        filename=filename,
        display_name=name,
        status=ImageStatus.READY,
        nonce="x",
        declared_type="image/jpeg",
        created_at=AT,
        updated_at=AT,
        deleted_at=AT if deleted else None,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMG_1.JPG", "IMG_1.jpg"),
        ("Strand bei Ebbe 🌊.jpeg", "Strand bei Ebbe 🌊.jpg"),
        ("写真.png", "写真.jpg"),
        ('a<b>c:d"e/f\\g|h?i*j.jpg', "a_b_c_d_e_f_g_h_i_j.jpg"),
        ("..", "beach.jpg"),
        ("...jpg", "beach.jpg"),
        ("../../etc/passwd.jpg", ".._.._etc_passwd.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("com1.tar.jpg", "_com1.tar.jpg"),
        ("LPT\u00b9.jpg", "_LPT\u00b9.jpg"),
        ("console.jpg", "console.jpg"),
        ("trailing dot. .jpg", "trailing dot.jpg"),
        ("no extension", "no extension.jpg"),
        (".hidden", ".hidden.jpg"),
        ("Cafe\u0301.jpg", "Caf\u00e9.jpg"),
        ("\U0001f30a" * 200, "\U0001f30a" * 37 + ".jpg"),
    ],
)
def test_name_is_the_one_that_people_know(name: str, expected: str) -> None:
    assert next(names_of(image(name))) == f"pictures/trips/{expected}"


def test_each_further_name_says_more_of_the_image_and_the_last_is_its_own() -> None:
    assert list(names_of(image("a.jpg", album="con", deleted=True))) == [
        "bin/_con/a.jpg",
        "bin/_con/a-q69g5fav.jpg",
        f"bin/_con/a-{ID.lower()}.jpg",
    ]


def test_names_that_some_file_system_takes_for_one_have_one_digest() -> None:
    for one, other in [("A.jpg", "a.JPG"), ("Caf\u00e9", "CAFE\u0301"), ("stra\u00dfe", "STRASSE")]:
        assert digest_of(one) == digest_of(other)
    assert digest_of("a.jpg") != digest_of("b.jpg")


@given(st.text(min_size=1, max_size=255))
@example("\ud7ff" * 100)
@example("aux .jpg")
def test_any_name_becomes_one_that_windows_takes(name: str) -> None:
    for found in names_of(image(name)):
        folder, album, file = found.split("/")
        assert (folder, album) == ("pictures", "trips")
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]', file)
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$| )", file)
        assert file == file.strip().rstrip(".")
        assert len(file.encode()) <= 200
        assert file == unicodedata.normalize("NFC", file)
