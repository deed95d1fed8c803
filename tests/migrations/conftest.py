import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import boto3
import pytest

from operations.migrations.journal import Journal
from operations.migrations.places import Installation, installation_of
from operations.migrations.run import apply, due
from operations.migrations.steps import MIGRATIONS
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.catalog import ImageStore
from tests.integration.cloud import Cloud
from tests.integration.installed import installation
from tests.migrations.dump import set_secrets
from tests.migrations.library import Library, write
from tests.migrations.loaded import empty, let_in, load
from tests.migrations.story import Story, tell

NAMES = ("today-ada1", "today-bob2")


@pytest.fixture(autouse=True)
def _never_the_real_aws() -> None:
    assert "AWS_ENDPOINT_URL" not in os.environ


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    with installation() as cloud:
        set_secrets(cloud)
        yield cloud


@pytest.fixture(scope="session")
def as_made_today(cloud: Cloud) -> Story:
    """What becomes of the same library, written by the code of today."""
    empty(cloud)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)
        library = write(cloud, names=NAMES)
    _expire(cloud, library)
    cloud.follow_changes()
    return tell(cloud, library)


def _expire(cloud: Cloud, library: Library) -> None:
    """What the first release has written to expire in a minute has expired by now."""
    images = ImageStore(Table(cloud.variables["CORE_TABLE"]))
    image = images.find(next(iter(library.users.values())), library.images["expired"])
    assert image is not None
    past = clock.now() - timedelta(hours=1)
    images.change(image, {"expires_at": past}, tags=None, now=clock.now())


@pytest.fixture(scope="session")
def here(cloud: Cloud) -> Installation:
    """Named as an operator's commands name it, but for the user pool, which moto names itself."""
    assembly = cloud.provisioned.assembly
    pool_id = cloud.variables["USER_POOL_ID"]
    return installation_of(assembly, cloud.provisioned.name, region="us-east-1", pool_id=lambda _: pool_id)


@pytest.fixture
def library(cloud: Cloud) -> Library:
    return first_library(cloud)


def first_library(cloud: Cloud) -> Library:
    """That of the first release, in place of all that is there. The pool knows one of its users."""
    library = load(cloud)
    name, owner = next(iter(library.users.items()))
    pool = boto3.client("cognito-idp", region_name="us-east-1")
    known = {"UserPoolId": cloud.variables["USER_POOL_ID"], "Username": f"{name}@example.com"}
    if not pool.list_users(UserPoolId=known["UserPoolId"])["Users"]:
        pool.admin_create_user(**known)
    found = pool.admin_get_user(**known)
    let_in(cloud, next(each["Value"] for each in found["UserAttributes"] if each["Name"] == "sub"), owner)
    return library


@pytest.fixture
def migrate(here: Installation) -> Callable[[], list[str]]:
    """Applies all that is due. What was said of rows that stay as they are."""

    def run() -> list[str]:
        fresh = installation_again(here)
        journal, said = Journal(fresh.core), list[str]()
        place = journal.take("an operator", now=clock.now())
        for each in due(MIGRATIONS, journal.applied()):
            place, is_done = apply(each, fresh, journal, place, clock=clock.now, say=said.append)
            assert is_done, each.title
        journal.give_back(place)
        return said

    return run


def installation_again(here: Installation) -> Installation:
    """As another process has it, which remembers nothing."""
    return Installation(**{name: getattr(here, name) for name in Installation.__dataclass_fields__})
