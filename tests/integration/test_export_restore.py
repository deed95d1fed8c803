"""An export is enough by itself: the page's script makes a backup of it, and that is restored, after everything was deleted."""

import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.integration.backing_up import PREFIX
from tests.integration.cloud import Cloud, User
from tests.integration.exporting import archive, begin, finish, parts
from tests.integration.test_backup_restore import empty, fill, library, publish, restored, services

PAGE = Path(__file__).parents[2] / "docs" / "export.md"


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    """It deletes everything."""
    empty(cloud)
    cloud.forget_messages()


def test_library_comes_back_from_its_export_alone(cloud: Cloud, user: User, rocket: bytes, tmp_path: Path) -> None:
    owner = fill(user, rocket)
    job = begin(user)
    finish(cloud)
    before = library(user)
    for part in parts(user, job):
        with archive(cloud, part) as opened:
            opened.extractall(tmp_path / "export")
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    command = [sys.executable, "-c", script, str(tmp_path / "export"), str(tmp_path / "backup")]
    subprocess.run(command, check=True, capture_output=True)
    empty(cloud)
    cloud.client("s3").create_bucket(Bucket=(bucket := f"from-export-{uuid4().hex[:12]}"))
    for file in (tmp_path / "backup").rglob("*"):
        if file.is_file():
            key = f"{PREFIX}{file.relative_to(tmp_path / 'backup').as_posix()}"
            cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=file.read_bytes())
    done = restored(owner, services(cloud, bucket))
    assert (done.images, done.failed) == (3, [])
    publish(cloud)
    assert library(user) == before
