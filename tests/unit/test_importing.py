"""What an import makes of folders, ZIP files and exports, before anything is sent."""

import json
from pathlib import Path

import pytest

from pixelflare_client import UploadOptions, names
from pixelflare_client.importing import ImportPlan, facts, plan, plan_import, sources
from pixelflare_client.importing.library import MAX_PICTURE_BYTES, MAX_SIDECAR_BYTES
from schema.addresses.names import is_slug, is_tag
from schema.limits import (
    MAX_ALBUM_LENGTH,
    MAX_DESCRIPTION_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
    MAX_UPLOAD_BYTES,
)
from tests.exports import PHOTOS, as_folder, as_zip, google_album, google_sidecar, immich_sidecar, picture, xmp

YEAR = f"{PHOTOS}/Photos from 2020"
TRIP = f"{PHOTOS}/Trip"


LONG = "Screenshot_2024-01-14-14-13-33-16_948cd9899890cbd5c2798760b2b95377.jpg"


def planned(*paths: Path, options: UploadOptions | None = None, folders_as_albums: bool = False) -> ImportPlan:
    with sources(list(paths)) as entries:
        return plan_import(entries, options, folders_as_albums=folders_as_albums)


def by_name(plan: ImportPlan) -> dict[str, UploadOptions]:
    return {item.entry.name: item.options for item in plan.items}


def reasons(plan: ImportPlan) -> dict[str, str]:
    return {left.origin.rpartition("/")[2]: left.reason for left in plan.left}


def test_takeout_in_parts_is_one_library(tmp_path: Path) -> None:
    first = as_zip(
        {
            f"{YEAR}/IMG_1.jpg": picture(1),
            f"{YEAR}/IMG_1.jpg.supplemental-metadata.json": google_sidecar(
                "IMG_1.jpg", description="At the sea\r\nwith Ada", favorited=True, archived=True
            ),
            f"{TRIP}/IMG_1.jpg": picture(1),
            f"{YEAR}/IMG_1.MP4": b"the moving half",
            f"{YEAR}/IMG_2.jpg": picture(2),
            f"{PHOTOS}/archive_browser.html": b"<html>",
        },
        tmp_path / "takeout-001.zip",
    )
    second = as_zip(
        {
            f"{TRIP}/IMG_1.jpg.supplemental-metadata.json": google_sidecar("IMG_1.jpg"),
            f"{TRIP}/metadata.json": google_album("Trip to the sea", "Late and warm"),
            f"{YEAR}/IMG_2.jpg.supplemental-metadata.json": google_sidecar("IMG_2.jpg", taken=-3600),
        },
        tmp_path / "takeout-002.zip",
    )

    made = planned(first, second)

    seen, other = by_name(made)["IMG_1.jpg"], by_name(made)["IMG_2.jpg"]
    assert (seen.album, seen.description, seen.tags) == ("trip", "At the sea\nwith Ada", ("favourite", "archived"))
    assert (seen.taken_at, seen.imported_from) == (
        "2020-09-20T10:12:07+00:00",
        json.loads(google_sidecar("IMG_1.jpg"))["url"],
    )
    assert (other.album, other.taken_at, other.tags) == (None, "1969-12-31T23:00:00+00:00", ())
    assert [(album.slug, album.title, album.description) for album in made.albums] == [
        ("trip", "Trip to the sea", "Late and warm")
    ]
    assert reasons(made) == {"IMG_1.jpg": "duplicate", "IMG_1.MP4": "video", "archive_browser.html": "no_picture"}


@pytest.mark.parametrize(
    "year", ["Photos from 2020", "Fotos von 2020", "Photos de 2020", "2020 年的照片", "Foto dal 2020"]
)
def test_year_is_no_album_in_any_language(year: str, tmp_path: Path) -> None:
    tree = {f"{PHOTOS}/{year}/a.jpg": picture(1), f"{PHOTOS}/{year}/a.jpg.json": google_sidecar("a.jpg")}

    assert planned(as_folder(tree, tmp_path), folders_as_albums=True).albums == []


@pytest.mark.parametrize("name", ["metadata.json", "Metadaten.json", "métadonnées.json", "metadatos(1).json"])
def test_album_file_is_known_by_what_it_says(name: str, tmp_path: Path) -> None:
    tree = {
        f"{PHOTOS}/Küche _ Bad/a.jpg": picture(1),
        f"{PHOTOS}/Küche _ Bad/a.jpg.json": google_sidecar("a.jpg"),
        f"{PHOTOS}/Küche _ Bad/{name}": google_album("Küche & Bad"),
    }

    assert [(album.slug, album.title) for album in planned(as_folder(tree, tmp_path)).albums] == [
        ("kuche-bad", "Küche & Bad")
    ]


def test_picture_of_two_albums_is_in_one_and_tagged_by_the_other(tmp_path: Path) -> None:
    tree = {}
    for folder, title in (("Ships", "Ships"), ("Harbour(1)", "Harbour"), ("Harbour", "Harbour")):
        tree |= {
            f"{PHOTOS}/{folder}/a.jpg": picture(1),
            f"{PHOTOS}/{folder}/a.jpg.json": google_sidecar("a.jpg"),
            f"{PHOTOS}/{folder}/metadata.json": google_album(title),
        }

    made = planned(as_folder(tree, tmp_path))

    (item,) = made.items
    assert (item.options.album, item.options.tags) == ("harbour", ("harbour-1", "ships"))
    assert [album.slug for album in made.albums] == ["harbour"]


def test_album_that_has_a_sidecar_only_gets_the_picture_of_the_year(tmp_path: Path) -> None:
    tree = {
        f"{YEAR}/a.jpg": picture(1),
        f"{YEAR}/a.jpg.json": google_sidecar("a.jpg"),
        f"{TRIP}/a.jpg.json": google_sidecar("a.jpg"),
        f"{TRIP}/b.jpg.json": google_sidecar("b.jpg"),
        f"{TRIP}/metadata.json": google_album("Trip"),
    }

    assert by_name(planned(as_folder(tree, tmp_path)))["a.jpg"].album == "trip"


def test_edited_picture_keeps_its_name_and_gets_the_facts(tmp_path: Path) -> None:
    tree = {
        f"{YEAR}/a.jpg": picture(1),
        f"{YEAR}/a-bearbeitet.jpg": picture(2),
        f"{YEAR}/a.jpg.json": google_sidecar("a.jpg", description="Sea"),
    }

    edited = by_name(planned(as_folder(tree, tmp_path)))["a-bearbeitet.jpg"]

    assert (edited.filename, edited.description) == ("a-bearbeitet.jpg", "Sea")


@pytest.mark.parametrize(
    ("file", "title", "becomes"),
    [
        ("a_b_.jpg", "a&b?.jpg", "a&b?.jpg"),
        (LONG[:47] + ".jpg", LONG, LONG),
        ("a.jpg", "../../etc/passwd.jpg", "_.._etc_passwd.jpg"),
        ("a.jpg", "a.exe", "a.jpg"),
        ("a.jpg", "x\u202egpj.jpg", "xgpj.jpg"),
        ("a.jpg", "", "a.jpg"),
    ],
)
def test_picture_is_called_as_it_was_there(file: str, title: str, becomes: str, tmp_path: Path) -> None:
    sidecar = f"{file[:46]}.json"
    tree = {f"{YEAR}/{file}": picture(1), f"{YEAR}/{sidecar}": google_sidecar(title)}

    assert [item.options.filename for item in planned(as_folder(tree, tmp_path)).items] == [becomes]


def test_what_was_thrown_away_there_stays_away(tmp_path: Path) -> None:
    tree = {f"{YEAR}/a.jpg": picture(1), f"{YEAR}/a.jpg.json": google_sidecar("a.jpg", trashed=True)}

    made = planned(as_folder(tree, tmp_path))

    assert (made.items, reasons(made)) == ([], {"a.jpg": "trashed"})


def test_immich_archive_has_albums_favourites_and_tags(tmp_path: Path) -> None:
    tree = {
        "2023/2023-10/photo01.jpg": picture(1),
        "2023/2023-10/photo01.jpg.JSON": immich_sidecar(
            "IMG_7.jpg",
            description="Golden Gate",
            albums=[{"title": "San Francisco Trip", "description": "Mine"}],
            tags=[{"value": "USA/California/San Francisco"}, {"value": "犬"}],
            rating=5,
            favorited=True,
        ),
        "2023/2023-10/photo02.jpg": picture(2),
        "2023/2023-10/photo02.jpg.JSON": immich_sidecar("photo02.jpg", trashed=True),
    }

    made = planned(as_folder(tree, tmp_path))

    (item,) = made.items
    assert (item.options.filename, item.options.album, item.options.description) == (
        "IMG_7.jpg",
        "san-francisco-trip",
        "Golden Gate",
    )
    assert (item.options.tags, item.options.taken_at) == (
        ("favourite", "rating-5", "san-francisco"),
        "2023-10-01T12:34:56+00:00",
    )
    assert [(album.title, album.description) for album in made.albums] == [("San Francisco Trip", "Mine")]


LISTED = "<digiKam:TagsList><rdf:Seq><rdf:li>People/Ada</rdf:li><rdf:li>Sea</rdf:li></rdf:Seq></digiKam:TagsList>"
IN_LANGUAGES = "<dc:title><rdf:Alt><rdf:li xml:lang='de'>Meer</rdf:li><rdf:li xml:lang='x-default'>Sea</rdf:li></rdf:Alt></dc:title>"


@pytest.mark.parametrize("name", ["a.jpg.xmp", "a.xmp", "A.JPG.XMP"])
def test_xmp_beside_a_picture_is_read(name: str, tmp_path: Path) -> None:
    sidecar = xmp(
        IN_LANGUAGES,
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>At noon</rdf:li></rdf:Alt></dc:description>",
        "<xmp:Rating>4</xmp:Rating><exif:DateTimeOriginal>1985-06-01T14:00:00+02:00</exif:DateTimeOriginal>",
        LISTED,
    )

    said = by_name(planned(as_folder({"a.jpg": picture(1), name: sidecar}, tmp_path)))["a.jpg"]

    assert (said.title, said.description, said.taken_at) == ("Sea", "At noon", "1985-06-01T12:00:00+00:00")
    assert said.tags == ("rating-4", "ada", "sea")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg.xmp", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
        ("a.jpg.xmp", b"<x"),
        ("a.jpg.xmp", b"\xff\xfe\x00"),
        ("a.jpg.json", b"{"),
        ("a.jpg.json", b"[" * 100_000),
        ("a.jpg.json", b"[1, 2]"),
        ("a.jpg.json", b" " * (MAX_SIDECAR_BYTES + 1)),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else value,
)
def test_broken_sidecar_is_named_and_its_picture_imported(name: str, content: bytes, tmp_path: Path) -> None:
    made = planned(as_folder({"a.jpg": picture(1), name: content}, tmp_path))

    assert (len(made.items), reasons(made)) == (1, {name: "unreadable_sidecar"})


@pytest.mark.parametrize(
    "said",
    [
        {"photoTakenTime": {"timestamp": "soon"}},
        {"photoTakenTime": {"timestamp": "9" * 30}},
        {"photoTakenTime": {}},
        {"description": 7},
        {"url": {}},
        {"url": "https://photos.google.com/photo/a b"},
        {"url": "https://elsewhere.example/photo"},
        {"favorited": "yes"},
    ],
    ids=str,
)
def test_sidecar_with_strange_values_says_less(said: dict[str, object], tmp_path: Path) -> None:
    tree = {"a.jpg": picture(1), "a.jpg.json": google_sidecar("a.jpg", **said)}

    (item,) = planned(as_folder(tree, tmp_path)).items
    assert (item.options.tags, item.options.filename) == ((), "a.jpg")
    assert item.options.imported_from is None or "url" not in said


def test_texts_are_cut_and_cleaned_as_the_api_takes_them(tmp_path: Path) -> None:
    tags = [{"value": f"{n} Ä!"} for n in range(40)]
    albums = [{"title": "旅行 " * 100}]
    said = immich_sidecar("a.jpg", description="a\x00\u202e" + "x" * 3000, tags=tags, albums=albums)

    made = planned(as_folder({"a.jpg": picture(1), "a.jpg.json": said}, tmp_path))

    (options,) = by_name(made).values()
    assert options.description == "a" + "x" * (MAX_DESCRIPTION_LENGTH - 1)
    assert len(options.tags) == MAX_TAGS
    assert all(map(is_tag, options.tags))
    (album,) = made.albums
    assert is_slug(album.slug)
    assert len(album.title) <= MAX_TITLE_LENGTH


def test_limits_are_those_of_the_api() -> None:
    assert (names.MAX_SLUG, names.MAX_TAG, facts.MAX_TITLE) == (MAX_ALBUM_LENGTH, MAX_TAG_LENGTH, MAX_TITLE_LENGTH)
    assert (facts.MAX_DESCRIPTION, plan.MAX_TAGS) == (MAX_DESCRIPTION_LENGTH, MAX_TAGS)
    assert (plan.MAX_FILENAME, MAX_PICTURE_BYTES) == (MAX_DISPLAY_NAME_LENGTH, MAX_UPLOAD_BYTES)


def test_folders_become_albums_if_asked(tmp_path: Path) -> None:
    folder = as_folder({"Trips/Summer 2024/a.jpg": picture(1), "b.jpg": picture(2)}, tmp_path)

    assert [album.slug for album in planned(folder, folders_as_albums=True).albums] == ["trips-summer-2024"]
    assert planned(folder).albums == []
    asked = planned(folder, options=UploadOptions(album="mine", tags=("old",)), folders_as_albums=True)
    assert {(each.album, each.tags[0]) for each in by_name(asked).values()} == {("mine", "old")}
