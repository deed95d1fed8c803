from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.system.runtime import Runtime, User, running


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with running(tmp_path_factory.mktemp("system") / "state") as started:
        yield started


@pytest.fixture
def user(runtime: Runtime) -> User:
    return runtime.user(f"u{uuid4().hex[:12]}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One runtime serves all of these tests, so they go to one worker."""
    for item in items:
        if "tests/system/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("system"))
