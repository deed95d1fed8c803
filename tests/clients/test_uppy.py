"""Uppy 5 and 6 upload a photograph from a page in Chromium: by the form, and in parts."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.tools import PAGES, bundled, in_browser
from tests.photographs import camera_jpeg, photograph
from tests.system.runtime import Runtime, User

VERSIONS = (5, 6)


@pytest.fixture(scope="module", params=VERSIONS, ids=[f"uppy{version}" for version in VERSIONS])
def uppy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its script for a page."""
    name = f"uppy{request.param}"
    return bundled(PAGES / f"{name}.js", tmp_path_factory.mktemp(name) / f"{name}.js", of=name)


def uploaded(runtime: Runtime, key: str, uppy: Path, file: Path, **given: Any) -> dict[str, Any]:
    asked = {"url": runtime.url, "key": key, "script": str(uppy), "file": str(file), "cancelled": False, **given}
    told: dict[str, Any] = in_browser("upload", asked, into=uppy.parent)
    return told


def original(alice: User, image_id: str) -> bytes:
    headers = {"X-Mock-Auth": alice.name, "Accept": "application/json"}
    address = httpx.get(f"{alice.runtime.url}/api/v1/images/{image_id}/download", headers=headers).json()["url"]
    return httpx.get(address, timeout=60).content


def test_a_photograph_goes_up_by_the_form(runtime: Runtime, alice: User, key: str, uppy: Path) -> None:
    file = uppy.parent / f"by-form-{uppy.stem}.jpg"
    file.write_bytes(photograph("rocket.jpg"))

    told = uploaded(runtime, key, uppy, file, parts=False)

    assert (told["errors"], told["complaints"]) == ([], [])
    image = alice.wait_for(told["image"])
    assert (image["status"], image["width"], image["height"]) == ("ready", 640, 427)
    assert original(alice, image["id"]) == file.read_bytes()
    assert len(told["addresses"]) == 1


def test_a_large_photograph_goes_up_in_parts(runtime: Runtime, alice: User, key: str, uppy: Path) -> None:
    file = uppy.parent / f"in-parts-{uppy.stem}.jpg"
    body = camera_jpeg(24)
    file.write_bytes(body + bytes(max(0, 17 * 1024 * 1024 - len(body))))  # cameras pad their files, too

    told = uploaded(runtime, key, uppy, file, parts=True)

    assert (told["errors"], told["complaints"], sorted(told["parts"])) == ([], [], [1, 2, 3])
    image = alice.wait_for(told["image"], seconds=180)
    assert (image["status"], image["size_bytes"]) == ("ready", file.stat().st_size)
    assert told["addresses"] == [image["cdn_url"].partition("?")[0]]  # before it had a version
    assert original(alice, image["id"]) == file.read_bytes()


def test_a_cancelled_upload_leaves_no_parts(runtime: Runtime, alice: User, key: str, uppy: Path) -> None:
    file = uppy.parent / f"cancelled-{uppy.stem}.jpg"
    file.write_bytes(photograph("rocket.jpg") + bytes(17 * 1024 * 1024))

    told = uploaded(runtime, key, uppy, file, parts=True, cancelled=True)

    assert (told["addresses"], len(told["parts"])) == ([], 1)
    assert alice.call("GET", f"/images/{told['image']}").json()["status"] == "reserved"
    assert alice.call("GET", f"/images/{told['image']}/multipart").status_code == 404
