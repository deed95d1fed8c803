"""A change of who may see an image, while its pictures are being made, and when it breaks off."""

import time
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from pixelflare.base import clock
from pixelflare.variants import PublishLeases, VariantStore
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes, purges_of, state_of
from tests.integration.held import held_before
from tests.integration.visibility import HOUR, change, guarded, job_of, jpeg, path_of, public, publish

# The fence


def test_variant_job_under_way_is_waited_for_when_its_image_is_made_private(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("POST", f"/v1/images/{image['id']}/variants")
    job = job_of(cloud, image)
    seen_at_return: list[list[str]] = []

    def make_private() -> None:
        change(user, image, visibility="private")
        seen_at_return.append(public(cloud, image))

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job), call=3) as running:
        patching = Thread(target=make_private)
        patching.start()
        time.sleep(0.5)  # one that does not wait has long returned by then; waiting itself has no event to wait for
        assert patching.is_alive(), "the change has not waited for the job"
        assert running.end() == []
        patching.join()

    assert seen_at_return == [[]]
    assert purges_of(cloud, image["id"]) >= 1
    publish(cloud)
    assert public(cloud, image) == []
    assert len(guarded(cloud, image)) == 9
    assert cloud.cdn(path_of(image, "w128.webp")).status == 401


def test_variant_job_that_begins_after_the_change_writes_where_the_record_says(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("POST", f"/v1/images/{image['id']}/variants")
    late = list(cloud.messages())
    change(user, image, visibility="private")

    assert cloud.deliver("variant_consumer", *late) == []

    assert public(cloud, image) == []


def test_miss_under_way_is_waited_for_when_its_image_is_deleted(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    answers: list[Any] = []

    def delete() -> None:
        answers.append(user.call("DELETE", f"/v1/images/{image['id']}").status)
        answers.append(public(cloud, image))

    with held_before(PublishLeases, "end_with_answer", lambda: cloud.cdn(path_of(image, "w512.jpg"))) as miss:
        deleting = Thread(target=delete)
        deleting.start()
        time.sleep(0.5)
        assert answers == [], "the deletion has not waited for the miss"
        assert miss.end().status == 404
        deleting.join()

    assert answers == [204, []]
    assert public(cloud, image) == []


def test_answer_on_its_way_to_the_edge_is_waited_for(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert cloud.cdn(path_of(image, "w128.webp")).status == 200

    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})

    assert (refused.status, refused.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    publish_leases.wait_for_others(image["id"], now=clock.now())
    assert change(user, image, visibility="private")["visibility"] == "private"
    assert public(cloud, image) == []


def test_wait_that_takes_too_long_is_finished_by_a_repetition(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "somebody", now=clock.now(), lifetime=HOUR)

    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})

    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert user.call("GET", f"/v1/images/{image['id']}").body["visibility"] == "private"
    assert cloud.cdn(path_of(image)).status == 401
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 503
    publish_leases.give_back(image["id"], "job", "somebody")
    assert change(user, image, visibility="private")["is_private"]
    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


def test_sweep_finishes_what_a_call_that_gave_up_has_left(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "crashed", now=clock.now(), lifetime=HOUR)
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 503
    assert len(public(cloud, image)) == 9
    image_path = {"owner": image["owner"], "album_slug": "default", "filename": "a.jpg", "image_id": image["id"]}

    assert cloud.deliver("variant_consumer", {"kind": "path_vacated"} | image_path) == []

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


def test_lease_of_a_crashed_writer_runs_out(cloud: Cloud, user: User, publish_leases: PublishLeases) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "crashed", now=clock.now(), lifetime=timedelta(seconds=1))

    change(user, image, visibility="private")

    assert public(cloud, image) == []


def test_writers_that_come_later_are_not_waited_for(cloud: Cloud, publish_leases: PublishLeases) -> None:
    now = clock.now()
    assert publish_leases.take("img_x", "first", "me", now=now, lifetime=timedelta(seconds=0.5))

    def come_later() -> None:
        time.sleep(0.2)
        publish_leases.take("img_x", "second", "you", now=now, lifetime=HOUR)

    later = Thread(target=come_later)
    later.start()
    started = time.monotonic()
    publish_leases.wait_for_others("img_x", now=now)
    later.join()

    assert time.monotonic() - started < 5
    publish_leases.give_back("img_x", "second", "you")


def changed_and_settled(cloud: Cloud, fields: dict[str, Any], *, dies_after: int) -> tuple[dict[str, Any], int]:
    """The state after a change that is asked for again when it died, and after its messages; the writes that were left."""
    cloud.forget_records()
    cloud.forget_messages()
    user = cloud.user(f"crash-{dies_after}-{sorted(fields)}")
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    path = f"/v1/images/{image['id']}"
    with counted_writes(crash_after=dies_after) as writes:
        try:
            answer = user.call("PATCH", path, fields)
        except Crashed:
            answer = user.call("PATCH", path, fields)
    assert answer.status == 200, answer
    assert [key for key in public(cloud, image) if "/a.jpg" in key] == []
    left = dies_after - writes.count
    publish(cloud)
    names = {image["id"]: "ID", image["created_at"]: "CREATED"}
    return _of_interest(state_of(cloud, image["owner"], names)), left


def _of_interest(state: dict[str, Any]) -> dict[str, Any]:
    """The objects, and which rows there are; times and audit entries differ from run to run."""
    rows = [item.split('"sk"')[1] for item in state["items"] if '"P#' in item or "TI#" in item]
    return {"rows": rows, "public": [line.split()[0] for line in state["PUBLIC_BUCKET"]]}


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"filename": "b.jpg", "album": "trips"}])
def test_change_crashed_after_each_write_is_finished_by_a_repetition(cloud: Cloud, fields: dict[str, Any]) -> None:
    reference, left = changed_and_settled(cloud, fields, dies_after=1_000_000)
    writes = 1_000_000 - left
    assert writes >= 6

    for position in range(1, writes + 1):
        state, left = changed_and_settled(cloud, fields, dies_after=position)
        assert state == reference, f"died after write {position}"
