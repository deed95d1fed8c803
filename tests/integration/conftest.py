import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from pixelflare.aws.table import Table
from pixelflare.variants import PublishLeases
from tests.integration.cloud import Cloud, User
from tests.integration.installed import installation
from tests.photographs import photograph


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """One account for the whole session; each test has its own owner in it."""
    with installation() as cloud:
        yield cloud


@pytest.fixture
def user(cloud: Cloud) -> User:
    cloud.forget_messages()
    return cloud.user(f"user-{uuid4().hex}")


@pytest.fixture(scope="session")
def rocket() -> bytes:
    return photograph("rocket.jpg")


@pytest.fixture(autouse=True)
def _never_the_real_aws() -> None:
    assert "AWS_ENDPOINT_URL" not in os.environ


@pytest.fixture
def publish_leases(cloud: Cloud) -> PublishLeases:
    return PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))


@pytest.fixture
def impatient(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API waits for writers for a fifth of a second only."""
    monkeypatch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)
