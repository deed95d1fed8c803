"""The Python client as pip installs it, and a thousand pictures in spite of a cut connection and a kill."""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.synth import assembly_of
from pixelflare_client import Client, calls
from tests.assembly import ROOT
from tests.clients.tools import run
from tests.command_line import CommandLine, small_pictures, upload_in_spite_of_trouble
from tests.system.runtime import Runtime, running

UNLIMITED = "-c ai_provider=off -c uploads_per_hour=0 -c reads_per_hour=0 -c writes_per_hour=0"


@pytest.fixture
def generous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """An installation without hourly limits, or a thousand uploads would take nine hours."""
    monkeypatch.setattr("tests.system.runtime.assembly_dir_of_make_run", lambda: assembly_of(ROOT, UNLIMITED))
    with running(tmp_path / "state") as started:
        yield started


@pytest.mark.timeout(3000)
def test_thousand_pictures_arrive_once_each_in_spite_of_a_cut_connection_and_a_kill(
    generous: Runtime, tmp_path: Path
) -> None:
    key = generous.user("alice").call("POST", "/keys", {"name": "shell", "scopes": ["write"]}).json()["key"]
    files = small_pictures(tmp_path / "trip", 1000)

    rows, trouble = upload_in_spite_of_trouble(CommandLine(generous.url, key, tmp_path / "home"), files)

    assert trouble.was_cut.is_set()
    assert {row["status"] for row in rows} == {"ready", "skipped"}
    with Client(generous.url, key) as client:
        images = list(client.each(lambda cursor: calls.list_images(album="trip", limit=100, cursor=cursor)))
        deleted = list(client.each(lambda cursor: calls.list_images(deleted=True, cursor=cursor)))
    uploaded = Counter(image["sha256"] for image in images)
    assert uploaded == Counter(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    assert ({image["status"] for image in images}, deleted) == ({"ready"}, [])


def test_pip_installs_the_command_and_the_package(tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment)
    run(environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", ROOT / "clients" / "python")

    assert "Upload pictures." in run(environment / "bin" / "pixelflare", "upload", "--help", COLUMNS="200")
    kept = {"PIXELFLARE_URL": "https://img.example.com", "PIXELFLARE_KEY": "pf_key"}
    assert "ImageUploader" in run(environment / "bin" / "pixelflare", "configure", "sharex", **kept)
    said = run(
        environment / "bin" / "python", "-c", "import pixelflare_client as p; print(p.calls.show_me())", PYTHONPATH=""
    )
    assert "/v1/me" in said
