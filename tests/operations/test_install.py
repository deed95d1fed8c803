"""What a person is told when packages cannot be fetched, and which index they come from."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.assembly import ROOT

NO_NETWORK = "error: Failed to fetch: `http://localhost:9/`\n  Caused by: tcp connect error: Connection refused"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the scripts of a checkout, where uv is already in its place, played by a shell script."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    asked = subprocess.run(["cksum"], input=(ROOT / ".ci/uv.txt").read_bytes(), capture_output=True, check=True)
    place = tmp_path / ".cache" / f"uv-{asked.stdout.split()[0].decode()}"
    place.mkdir(parents=True)
    (place / "index").write_text("https://packages.example/simple\n")
    (place / "certificates").write_text("")
    (tmp_path / "place").symlink_to(place)
    return tmp_path


def run(checkout: Path, uv: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    (checkout / "place" / "uv").write_text(f"#!/bin/sh\n{uv}\n")
    (checkout / "place" / "uv").chmod(0o755)
    environment = {"PATH": os.environ["PATH"], **variables}
    command = ["bash", str(checkout / ".ci" / "uv"), "pip", "list"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_laptop_without_a_network_is_told_so_in_one_sentence(checkout: Path) -> None:
    told = run(checkout, f"echo '{NO_NETWORK}' >&2; exit 2")

    assert told.returncode != 0
    assert told.stdout == ""
    assert told.stderr.startswith("No network: ")
    assert len(told.stderr.splitlines()) == 1


def test_any_other_failure_is_shown_as_it_is(checkout: Path) -> None:
    told = run(checkout, "echo 'no version of nothing==1 was found' >&2; exit 1")

    assert told.returncode != 0
    assert told.stderr == "no version of nothing==1 was found\n"


def test_packages_come_from_where_pip_has_them_unless_uv_is_told_otherwise(checkout: Path) -> None:
    said = 'echo "$UV_DEFAULT_INDEX $SSL_CERT_FILE"'

    assert run(checkout, said).stdout == "https://packages.example/simple \n"
    pip = {"PIP_INDEX_URL": "https://pip.example", "PIP_CERT": "/pip.pem"}
    assert run(checkout, said, **pip).stdout == "https://pip.example /pip.pem\n"
    told = {"UV_DEFAULT_INDEX": "https://uv.example", "SSL_CERT_FILE": "/own.pem"}
    assert run(checkout, said, **(pip | told)).stdout == "https://uv.example /own.pem\n"
