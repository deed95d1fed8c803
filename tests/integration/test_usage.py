"""What an owner uses is counted by the transactions that change it: recounting finds the same, whatever happens."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore, UploadLifecycle
from pixelflare.cleanup.doctor import DoctorServices, examine
from pixelflare.usage import UsageCounters
from schema.errors import RejectionReason
from schema.keys.core import image_key, usage_key
from schema.library.images import Image
from schema.usage import Usage
from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.test_doctor import look, services
from tests.integration.visibility import change, jpeg

__all__ = ["services"]

SIZE = len(jpeg())


def used(cloud: Cloud, owner: str) -> Usage:
    return UsageCounters(Table(cloud.variables["CORE_TABLE"])).read(owner)


def assert_recount_agrees(services: DoctorServices, owner: str) -> None:
    assert [found.says for found in examine(owner, services) if "usage" in found.says] == []


def served_bytes(cloud: Cloud, owner: str) -> int:
    """What lies in the public bucket."""
    bucket = cloud.variables["PUBLIC_BUCKET"]
    found = cloud.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{owner}/").get("Contents", [])
    return sum(each["Size"] for each in found)


def test_every_way_of_an_image_is_counted(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    owner, path = image["owner"], f"/v1/images/{image['id']}"
    month = image["created_at"][:7]
    live = used(cloud, owner)
    assert (live.images, live.original_bytes, live.uploads) == (1, SIZE, {month: 1})
    assert live.variant_bytes == served_bytes(cloud, owner) > 0

    user.call("DELETE", path)
    binned = used(cloud, owner)
    assert (binned.images, binned.original_bytes, binned.variant_bytes) == (0, 0, 0)
    assert (binned.bin_images, binned.bin_bytes, binned.stored_bytes) == (1, SIZE, SIZE)

    user.call("POST", f"{path}/restore")
    assert (used(cloud, owner).images, used(cloud, owner).variant_bytes) == (1, 0)
    cloud.deliver("variant_consumer", *cloud.messages())
    assert used(cloud, owner) == live
    change(user, user.call("GET", path).body, filename="b.jpg", visibility="private")
    cloud.deliver("variant_consumer", *cloud.messages())
    assert used(cloud, owner) == live
    assert_recount_agrees(services, owner)

    user.call("DELETE", path, query="permanent=true")
    clean_up(cloud, timedelta(seconds=1))
    assert used(cloud, owner) == Usage(uploads={month: 1})
    assert_recount_agrees(services, owner)


def test_reservations_count_until_they_are_rejected_forgotten_or_given_up(
    cloud: Cloud, user: User, services: DoctorServices
) -> None:
    bad, forgotten = user.reserve("bad.jpg", tags=["sea"]), user.reserve("forgotten.jpg")
    owner = user.reserve("given-up.jpg")["image"]["owner"]
    assert (used(cloud, owner).images, used(cloud, owner).stored_bytes) == (3, 0)
    event = user.post_form(bad, b"no picture")
    for _ in range(2):
        cloud.deliver("upload_consumer", event)
    assert used(cloud, owner).images == 2
    for _ in range(2):
        user.call("DELETE", f"/v1/images/{forgotten['imageId']}")
    assert used(cloud, owner).images == 1
    user.call("DELETE", f"/v1/images/{bad['imageId']}")
    clean_up(cloud, 2 * DAYS)
    assert used(cloud, owner) == Usage()
    assert_recount_agrees(services, owner)


def test_work_that_comes_twice_is_counted_once(cloud: Cloud, user: User, services: DoctorServices) -> None:
    form = user.reserve("a.jpg")
    event, owner = user.post_form(form, jpeg()), form["image"]["owner"]
    cloud.deliver("upload_consumer", event)
    user.post_form(form, jpeg())
    cloud.deliver("upload_consumer", event, event)
    jobs = list(cloud.messages())
    for _ in range(2):
        cloud.deliver("variant_consumer", *jobs)
    found = used(cloud, owner)
    assert (found.images, found.original_bytes, sum(found.uploads.values())) == (1, SIZE, 1)
    assert found.variant_bytes == served_bytes(cloud, owner)
    assert_recount_agrees(services, owner)


def test_many_images_that_go_at_once_are_all_counted(cloud: Cloud, user: User, services: DoctorServices) -> None:
    forms = user.call("POST", "/v1/images", {"images": [{"filename": f"{n}.jpg"} for n in range(40)]}).body["results"]
    owner = forms[0]["form"]["image"]["owner"]
    assert used(cloud, owner).images == 40
    ids = [each["form"]["imageId"] for each in forms]
    results = user.call("POST", "/v1/images/bulk", {"action": "delete", "ids": ids}).body["results"]
    gone = Counter(each["status"] for each in results)[204]
    assert used(cloud, owner).images == 40 - gone
    assert gone > 30
    assert_recount_agrees(services, owner)


def as_from_before(cloud: Cloud, services: DoctorServices, owner: str) -> None:
    """Takes the counters away, and what images say of them."""
    for row in cloud.rows("CORE_TABLE"):
        key = {"pk": row["pk"]["S"], "sk": row["sk"]["S"]}
        if key["pk"] == f"O#{owner}" and key["sk"].startswith("UC#"):
            services.core.delete(key)
        elif key["pk"] == f"O#{owner}" and key["sk"][:2] in ("I#", "D#"):
            services.core.update(key, remove=["counted", "variant_bytes"])


def test_library_from_before_is_counted_by_the_doctor_and_a_count_that_stops_goes_on(
    cloud: Cloud, user: User, services: DoctorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = [user.upload(jpeg(), f"{n}.jpg") for n in range(3)]
    user.call("DELETE", f"/v1/images/{images[2]['id']}")
    owner = images[0]["owner"]
    as_from_before(cloud, services, owner)

    user.call("DELETE", f"/v1/images/{images[0]['id']}")  # what is not counted counts nothing down
    assert used(cloud, owner) == Usage()
    with monkeypatch.context() as patch:
        patch.setattr("pixelflare.cleanup.doctor.counted.in_parallel", lambda work, things: work(things[0]))
        look(owner, services, repair=True)
    assert used(cloud, owner).images + used(cloud, owner).bin_images == 1
    look(owner, services, repair=True)
    found = used(cloud, owner)
    assert (found.images, found.original_bytes, found.bin_images, found.bin_bytes) == (1, SIZE, 2, 2 * SIZE)
    assert_recount_agrees(services, owner)


def test_change_that_meets_the_doctors_count_is_made_again_or_leaves_the_image_to_it(
    cloud: Cloud, user: User, services: DoctorServices
) -> None:
    """Whoever has read an image as not counted must not write it as if nobody had counted it meanwhile."""
    reserved = user.reserve("a.jpg")
    owner, image_id = reserved["image"]["owner"], reserved["imageId"]
    as_from_before(cloud, services, owner)
    before = ImageStore(services.core).find(owner, image_id)
    assert before is not None
    look(owner, services, repair=True)
    assert used(cloud, owner).images == 1

    with pytest.raises(Exception, match="at the same time"):
        UploadLifecycle(services.core).reject(before, RejectionReason.DAMAGED, now=before.created_at)
    with pytest.raises(Exception, match="at the same time"):
        ImageStore(services.core).forget(before)
    assert_recount_agrees(services, owner)


def test_repair_of_a_counter_gives_way_to_what_was_counted_meanwhile(
    cloud: Cloud, user: User, services: DoctorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    cloud.follow_changes()
    key = usage_key(image["owner"], datetime.fromisoformat(image["created_at"]))
    services.core.update(key, add={"images": 7, "changes": 1})
    real = services.core.get

    def counted_after(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        if arguments[0] == key:
            services.core.update(key, add={"images": 1, "changes": 1})
        return found

    with monkeypatch.context() as patch:
        patch.setattr(services.core, "get", counted_after)
        assert len(look(image["owner"], services, repair=True).changed) == 1
    look(image["owner"], services, repair=True)
    assert used(cloud, image["owner"]).images == 1


def test_record_says_how_many_bytes_its_presets_have(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = user.upload(jpeg(), "a.jpg")
    record = Image.model_validate(services.core.get(image_key(image["owner"], image["id"])))
    assert record.variant_bytes == served_bytes(cloud, image["owner"])
    user.call("POST", f"/v1/images/{image['id']}/variants", {"variants": ["w128"]})
    cloud.deliver("variant_consumer", *cloud.messages())
    assert used(cloud, image["owner"]).variant_bytes == record.variant_bytes
