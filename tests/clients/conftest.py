from collections.abc import Iterator

import pytest

from tests.system.runtime import Runtime, User, running


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with running(tmp_path_factory.mktemp("clients") / "state") as started:
        yield started


@pytest.fixture(scope="session")
def alice(runtime: Runtime) -> User:
    return runtime.user("alice")


@pytest.fixture(scope="session")
def key(alice: User) -> str:
    """An API key that may upload."""
    return str(alice.call("POST", "/keys", {"name": "clients", "scopes": ["write"]}).json()["key"])
