"""The Python client as pip installs it, and a thousand pictures in spite of a cut connection and a kill."""

import hashlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from pixelflare_client import Client, calls
from tests.assembly import ROOT
from tests.clients.tools import run
from tests.command_line import CommandLine, small_pictures, upload_in_spite_of_trouble
from tests.system.runtime import Runtime


@pytest.mark.timeout(3000)
def test_thousand_pictures_arrive_once_each_in_spite_of_a_cut_connection_and_a_kill(
    runtime: Runtime, key: str, tmp_path: Path
) -> None:
    files = small_pictures(tmp_path / "trip", 1000)

    rows, trouble = upload_in_spite_of_trouble(CommandLine(runtime.url, key, tmp_path / "home"), files)

    assert trouble.was_cut.is_set()
    assert {row["status"] for row in rows} == {"ready", "skipped"}
    with Client(runtime.url, key) as client:
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
    said = run(
        environment / "bin" / "python", "-c", "import pixelflare_client as p; print(p.calls.show_me())", PYTHONPATH=""
    )
    assert "/v1/me" in said
