import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.cloud import LocalCloud
from tests.local import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny application's functions write down what they were called with."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "pages").mkdir()
    (folder / "pages" / "index.html").write_text("<h1>published</h1>")
    return folder


@pytest.fixture(scope="module")
def cloud(folder: Path) -> Iterator[LocalCloud]:
    """The tiny application, running; its clock stands still."""
    assembly = tiny.application(folder)
    with LocalCloud(assembly, state=folder / "state", port=0, root=folder, clock_runs=False) as cloud:
        yield cloud


@pytest.fixture
def web(cloud: LocalCloud) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{cloud.port}", timeout=30) as client:
        yield client


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
