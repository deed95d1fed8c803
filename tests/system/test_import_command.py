"""`pixelflare import` against the whole system: exports with what they know, a kill in the middle, and nothing twice."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.breaking_proxy import Trouble, proxy
from tests.command_line import CommandLine, small_pictures
from tests.exports import PHOTOS, as_folder, as_zip, google_album, google_sidecar, immich_sidecar, picture, xmp
from tests.system.runtime import Runtime, User
from tests.system.test_command_line import images_of, key_of

YEAR = f"{PHOTOS}/Photos from 2020"
TRIP = f"{PHOTOS}/Trip"


@pytest.fixture
def line(runtime: Runtime, user: User, tmp_path: Path) -> CommandLine:
    return CommandLine(runtime.url, key_of(user), tmp_path / "home")


def takeout(into: Path) -> list[Path]:
    said = google_sidecar("Größe & Meer.jpg", description="At the sea\nwith Ada", favorited=True)
    first = {
        f"{YEAR}/Größe _ Meer.jpg": picture(1),
        f"{YEAR}/Größe _ Meer.jpg.supplemental-metadata.json": said,
        f"{YEAR}/Größe _ Meer.MP4": b"the moving half",
        f"{YEAR}/b.jpg": picture(2),
        f"{YEAR}/b.jpg.supplemental-metadata.json": google_sidecar("b.jpg", taken=486_475_200),
    }
    second = {f"{TRIP}/Größe _ Meer.jpg": picture(1), f"{TRIP}/metadata.json": google_album("Trip", "Late & warm")}
    second[f"{TRIP}/Größe _ Meer.jpg.json"] = google_sidecar("Größe & Meer.jpg")
    return [as_zip(first, into / "takeout-001.zip"), as_zip(second, into / "takeout-002.zip")]


def statuses(rows: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return sorted((row["status"], row.get("reason")) for row in rows)


def test_takeout_is_planned_then_imported_with_what_it_knows_and_never_twice(
    line: CommandLine, user: User, tmp_path: Path
) -> None:
    parts = takeout(tmp_path)
    *rows, summary = line.run("import", *parts, "--dry-run", "--json").rows
    assert statuses(rows) == [
        ("skipped", "duplicate"),
        ("skipped", "video"),
        ("would_upload", None),
        ("would_upload", None),
    ]
    assert (summary["pictures"], summary["new_albums"]) == (2, [{"slug": "trip", "title": "Trip"}])
    assert summary["skipped"] == {"duplicate": 1, "video": 1}
    assert (images_of(user), user.call("GET", "/albums/trip").status_code) == ([], 404)

    done = line.run("import", *parts, "--visibility", "private", "--json").rows
    assert statuses(done).count(("ready", None)) == 2
    images = {image["display_name"]: image for image in images_of(user)}
    sea, plain = images["Größe & Meer.jpg"], images["b.jpg"]
    assert (sea["album"], sea["description"], sea["tags"]) == ("trip", "At the sea\nwith Ada", ["favourite"])
    assert (sea["taken_at"], sea["visibility"]) == ("2020-09-20T10:12:07Z", "private")
    assert plain["taken_at"] == "1985-06-01T12:00:00Z"
    album = user.call("GET", "/albums/trip").json()
    assert (album["title"], album["description"]) == ("Trip", "Late & warm")
    old = user.call("GET", "/explain", url=sea["imported_from"]).json()
    assert old["image"]["id"] == sea["id"]

    again = line.run("import", *parts, "--json", XDG_STATE_HOME=str(tmp_path / "other machine")).rows
    assert statuses(again) == [
        ("skipped", "duplicate"),
        ("skipped", "in_the_library"),
        ("skipped", "in_the_library"),
        ("skipped", "video"),
    ]
    assert len(images_of(user)) == 2


def test_immich_archive_and_xmp_are_imported_from_one_folder(line: CommandLine, user: User, tmp_path: Path) -> None:
    said = immich_sidecar("IMG_7.jpg", description="Bridge", albums=[{"title": "San Francisco"}], favorited=True)
    described = xmp("<dc:title>Meer</dc:title><exif:DateTimeOriginal>1985-06-01T14:00:00+02:00</exif:DateTimeOriginal>")
    folder = as_folder(
        {
            "2023/photo01.jpg": picture(3),
            "2023/photo01.jpg.JSON": said,
            "scans/old.jpg": picture(4),
            "scans/old.jpg.xmp": described,
        },
        tmp_path / "photos",
    )

    assert line.run("import", folder, "--tag", "moved", "--json").code == 0

    images = {image["display_name"]: image for image in images_of(user)}
    assert (images["IMG_7.jpg"]["album"], images["IMG_7.jpg"]["tags"]) == ("san-francisco", ["favourite", "moved"])
    assert (images["old.jpg"]["title"], images["old.jpg"]["taken_at"]) == ("Meer", "1985-06-01T12:00:00Z")


def test_killed_import_of_a_zip_goes_on_and_misses_nothing(line: CommandLine, user: User, tmp_path: Path) -> None:
    files = small_pictures(tmp_path / "pictures", 12)
    packed = as_zip({f"trip/{file.name}": file.read_bytes() for file in files}, tmp_path / "pictures.zip")
    running: list[Any] = []
    trouble = Trouble(cut=4, call=8, callback=lambda: running[0].kill())
    with proxy(trouble) as address:
        running.append(line.begin("import", packed, "--folders-as-albums", "--json", http_proxy=address))
        running[0].communicate(timeout=600)
    assert running[0].returncode == -9

    rows = line.run("import", packed, "--folders-as-albums", "--json").rows

    assert {row["status"] for row in rows} <= {"ready", "skipped"}
    digests = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    assert sorted(image["sha256"] for image in images_of(user, album="trip")) == digests


def test_picture_that_is_refused_is_named_and_the_others_arrive(line: CommandLine, user: User, tmp_path: Path) -> None:
    packed = as_zip({"good.jpg": picture(5), "bad.jpg": b"no picture"}, tmp_path / "mixed.zip")

    ran = line.run("import", packed, "--json")

    assert (ran.code, '"status": "failed"' in ran.out) == (7, True)
    assert [image["display_name"] for image in images_of(user)] == ["good.jpg"]
    assert line.run("import", tmp_path / "nothing.zip").code == 2
