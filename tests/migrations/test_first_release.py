"""Records of the first release, before and after they are migrated, beside the same library as it would be made today."""

from collections.abc import Callable

import pytest

from operations.doctor import services_of
from operations.migrations.journal import Journal
from operations.migrations.places import Installation
from operations.migrations.run import plan
from operations.migrations.steps import MIGRATIONS
from pixelflare.base import clock
from pixelflare.cleanup.doctor import examine, owners_of
from tests.integration.backing_up import bucket_of, lines, night, objects
from tests.integration.cloud import Cloud
from tests.migrations.library import Library
from tests.migrations.story import Story, tell
from tests.migrations.views import shown, user_of

Migrate = Callable[[], list[str]]
LACKING = {
    *("search beach", "search sea", "search dog", "search tag:dog", "search album:trips", "search trips"),
    *("search Example", "search license:CC0", "search cop*", "similar", "duplicates alike", "months"),
    *("tags", "usage", "bytes", "uploads", "receipts", "notices"),
}
"""What an owner from the first release does not see without migrations."""
BACKED_UP = {"public", "copy", "alike", "private", "expiring", "moved", "processing", "expired", "stale", "binned"}
STALE = "lies where no public image is"
"""What the doctor says of a picture that a call could not take from viewers."""


def disagreements(cloud: Cloud) -> list[str]:
    services = services_of(cloud.provisioned.assembly, cloud.provisioned.name)
    found = [each.says for owner in owners_of(services) for each in examine(owner, services)]
    return [says for says in found if STALE not in says]


def test_records_of_the_first_release_fare_as_if_they_had_been_made_today(
    cloud: Cloud, as_made_today: Story, library: Library, migrate: Migrate
) -> None:
    before = shown(cloud, library)
    assert {name for name in before if before[name] != as_made_today["now"][name]} == LACKING

    assert migrate() == []
    cloud.follow_changes()
    story = tell(cloud, library)

    # The presets of a picture that is being hidden are made again; until then only the code that made them knows their bytes.
    assert story["now"].pop("bytes") != as_made_today["now"]["bytes"]
    for chapter, told in story.items():
        assert {name: told[name] for name in told if told[name] != as_made_today[chapter][name]} == {}, chapter


def test_migrated_records_leave_the_doctor_nothing_to_find(cloud: Cloud, library: Library, migrate: Migrate) -> None:
    assert len(disagreements(cloud)) > 20
    migrate()
    assert disagreements(cloud) == []


def test_migrating_again_finds_nothing_and_changes_nothing(
    cloud: Cloud, library: Library, migrate: Migrate, here: Installation
) -> None:
    planned = [plan(each, here, now=clock.now()) for each in MIGRATIONS]
    migrate()
    changed = [each.changed for each in Journal(here.core).applied().values()]
    assert all(planned), "each migration has something to do in what the first release wrote"
    assert changed == planned
    rows = cloud.rows("CORE_TABLE"), cloud.rows("DERIVED_TABLE")
    assert [plan(each, here, now=clock.now()) for each in MIGRATIONS] == [0] * len(MIGRATIONS)
    assert migrate() == []
    assert (cloud.rows("CORE_TABLE"), cloud.rows("DERIVED_TABLE")) == rows


def test_keys_and_secrets_of_the_first_release_still_count(cloud: Cloud, library: Library) -> None:
    sent = {"authorization": f"Bearer {library.api_key}"}
    assert cloud.api("GET", "/v1/images", headers=sent).status == 200
    owner = next(iter(library.users.values()))
    assert cloud.services("cdn").vendor_keys.find(owner, "thumbor") is not None


def test_migrated_records_are_backed_up_like_those_of_today(cloud: Cloud, library: Library, migrate: Migrate) -> None:
    migrate()
    cloud.follow_changes()
    user = user_of(cloud, library)
    bucket = bucket_of(user)
    night(cloud)
    kept = objects(cloud, bucket)

    labels = {image_id: label for label, image_id in library.images.items()}
    records = {
        labels[record["image_id"]]: record
        for name, body in kept.items()
        if "/images/" in name
        for record in lines(body)
        if record["type"] == "image"
    }
    assert records.keys() == BACKED_UP
    for record in records.values():
        name = f"{record['owner']}/originals/{record['image_id']}/{record['sha256']}"
        assert kept[name] == cloud.body(
            "ORIGINALS_BUCKET", f"{record['owner']}/{record['image_id']}/{record['sha256']}"
        )
    assert records["public"]["facts"]["look_hash"] == records["copy"]["facts"]["look_hash"] is not None
    assert records["public"]["facts"]["orientation"] == 6


@pytest.mark.parametrize("secret", ["owner_pepper", "PRIVATE KEY", "SecretString"])
def test_the_records_hold_no_secret_of_an_installation(secret: str) -> None:
    from tests.migrations.loaded import FIRST_RELEASE

    assert [file.name for file in FIRST_RELEASE.glob("*.json") if secret in file.read_text()] == []
