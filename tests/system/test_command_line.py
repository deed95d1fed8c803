"""The command `pixelflare` against the whole system: uploads that are cut and killed, a folder in step, and all commands."""

import hashlib
import json
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from pixelflare_client import Client, calls
from pixelflare_client.cli.sign_in import REDIRECT, SigningIn
from tests.command_line import CommandLine, small_pictures, upload_in_spite_of_trouble
from tests.system.runtime import Runtime, User


def key_of(user: User, scope: str = "write") -> str:
    return str(user.call("POST", "/keys", {"name": "shell", "scopes": [scope]}).json()["key"])


@pytest.fixture
def line(runtime: Runtime, user: User, tmp_path: Path) -> CommandLine:
    return CommandLine(runtime.url, key_of(user), tmp_path / "home")


def images_of(user: User, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = user.call("GET", "/images", limit=100, **query, **cursor).json()
        found += page["data"]
        if not page["next_cursor"]:
            return found
        cursor = {"cursor": page["next_cursor"]}


def digests(files: list[Path]) -> list[str]:
    return sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)


def test_pictures_arrive_once_each_in_spite_of_a_cut_connection_and_a_kill(
    line: CommandLine, user: User, tmp_path: Path
) -> None:
    files = small_pictures(tmp_path / "trip", 30)

    rows, trouble = upload_in_spite_of_trouble(line, files)

    assert trouble.was_cut.is_set()
    assert sorted(row["file"] for row in rows) == sorted(map(str, files))
    assert {row["status"] for row in rows} <= {"ready", "skipped"}
    images = images_of(user)
    assert sorted(image["sha256"] for image in images) == digests(files)
    assert {image["status"] for image in images} == {"ready"}
    assert images_of(user, deleted="true") == []

    again = line.run("upload", *files[:3], "--album", "trip", "--json").rows
    assert [row["status"] for row in again] == ["skipped"] * 3


def test_folder_is_kept_in_step_by_content(line: CommandLine, user: User, tmp_path: Path) -> None:
    folder = tmp_path / "Summer Trip"
    first, second, third = small_pictures(folder, 3)
    (folder / "below").mkdir()
    (folder / "notes.txt").write_text("no picture")
    assert {row["status"] for row in line.run("sync", folder, "--json", "--dry-run").rows} == {"would_upload"}
    assert images_of(user) == []

    assert len(line.run("sync", folder, "--json").rows) == 3
    first.rename(folder / "below" / "renamed.png")  # the same content elsewhere
    second.unlink()
    Image.new("L", (9, 9)).save(third)

    assert [row["file"] for row in line.run("sync", folder, "--json").rows] == [str(third)]
    assert len(images_of(user, album="summer-trip")) == 4
    planned = line.run("sync", folder, "--delete", "--dry-run", "--json").rows
    assert sorted(row["status"] for row in planned) == ["would_delete", "would_delete"]
    deleted = line.run("sync", folder, "--delete", "--json").rows
    assert sorted(row["file"] for row in deleted) == [second.name, third.name]
    left = sorted(image["sha256"] for image in images_of(user, album="summer-trip"))
    assert left == digests([folder / "below" / "renamed.png", third])
    assert len(images_of(user, deleted="true")) == 2


def test_folder_without_pictures_empties_no_album(line: CommandLine, tmp_path: Path) -> None:
    assert line.run("sync", tmp_path, "--album", "trip", "--delete").code == 2


def test_image_is_found_shown_fetched_deleted_and_restored(line: CommandLine, user: User, tmp_path: Path) -> None:
    picture = tmp_path / "Größe.jpg"
    Image.new("RGB", (600, 400), "teal").save(picture)
    (uploaded,) = line.run("upload", picture, "-a", "trip", "-t", "moon", "--json").rows
    image_id = uploaded["id"]

    assert [row["id"] for row in line.run("ls", "--album", "trip", "--json").rows] == [image_id]
    assert "Grosse.jpg" in line.run("ls").out
    user.runtime.control("drain")
    assert [row["id"] for row in line.run("search", "tag:moon", "--json").rows] == [image_id]
    (shown,) = line.run("show", uploaded["url"]).rows
    assert (shown["id"], shown["tags"]) == (image_id, ["moon"])
    assert line.run("get", image_id, "--into", tmp_path / "back").code == 0
    assert (tmp_path / "back" / "Größe.jpg").read_bytes() == picture.read_bytes()
    assert line.run("get", image_id, "--into", tmp_path / "back").code == 1

    signed = line.run("url", image_id, "-w", "300", "--fit", "cover", "-h", "200", "-o", "blur=3").out.strip()
    assert user.runtime.get(signed.removeprefix(user.runtime.url)).status_code == 200
    assert "/thumb" in line.run("url", image_id, "--preset", "thumb").out
    assert line.run("url", image_id, "--preset", "thumb", "--short").code == 2

    assert line.run("rm", image_id, "--json").rows == [{"id": image_id, "status": "deleted"}]
    assert images_of(user) == []
    assert line.run("restore", image_id).code == 0
    assert [image["id"] for image in images_of(user)] == [image_id]


def test_exit_codes_say_what_went_wrong(line: CommandLine, user: User, runtime: Runtime, tmp_path: Path) -> None:
    unknown = "img_01M8NYQD4Y0000000000000000"
    (tmp_path / "notes.jpg").write_text("no picture")
    reader = key_of(user, "read")

    codes = {
        "missing": line.run("show", unknown).code,
        "no key": line.run("ls", PIXELFLARE_KEY="").code,
        "wrong key": line.run("ls", PIXELFLARE_KEY="pf_wrong").code,
        "may not": line.run("rm", unknown, PIXELFLARE_KEY=reader).code,
        "refused": line.run("ls", "--album", "No Slug").code,
        "usage": line.run("upload", tmp_path / "not-there.jpg").code,
        "rejected": line.run("upload", tmp_path / "notes.jpg").code,
    }

    assert codes == {"missing": 4, "no key": 3, "wrong key": 3, "may not": 3, "refused": 5, "usage": 2, "rejected": 7}


def test_sign_in_page_gives_a_token_that_makes_a_key(runtime: Runtime) -> None:
    with Client(runtime.url) as anonymous:
        signing_in = SigningIn(anonymous.send(calls.show_sign_in()))
    with httpx.Client(timeout=60) as browser:
        page = browser.get(signing_in.address, follow_redirects=True)
        landed = browser.post(page.url, data={"username": "grace"}).headers["location"]
        answered = {name: values[0] for name, values in parse_qs(urlsplit(landed).query).items()}
        token = signing_in.token(answered, browser)

    assert landed.startswith(REDIRECT)
    with Client(runtime.url, token) as signed_in:
        owner = signed_in.send(calls.show_me())["owner"]
        made = signed_in.send(calls.create_api_key({"name": "shell", "scopes": ["write"]}))
    with Client(runtime.url, made["key"]) as client:
        assert client.send(calls.show_me())["owner"] == owner


def test_login_keeps_the_key_for_its_user_only(line: CommandLine, runtime: Runtime, tmp_path: Path) -> None:
    assert line.run("login", "--url", runtime.url, "--key", "pf_wrong").code == 3
    assert not (line.home / "config" / "pixelflare" / "profile.json").exists()

    assert line.run("login", "--url", runtime.url, "--key", line.key, PIXELFLARE_KEY="").code == 0

    profile = line.home / "config" / "pixelflare" / "profile.json"
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert json.loads(profile.read_text()) == {"url": runtime.url, "key": line.key}
    assert line.run("whoami", "--json", PIXELFLARE_KEY="", PIXELFLARE_URL="").rows[0]["url"] == runtime.url
    # The kept key goes nowhere else.
    assert line.run("ls", PIXELFLARE_KEY="", PIXELFLARE_URL="http://127.0.0.1:9").code == 3
    assert line.run("logout").code == 0
    assert not profile.exists()
