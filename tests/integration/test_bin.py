"""Delete, the bin, restore: as the owner and as viewers see it."""

from typing import Any

import pytest

from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.photographs import photograph


def test_deleted_image_is_gone_from_the_public_and_can_be_restored(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), album="trips", tags=["space"])
    path = f"/{image['owner']}/trips/beach.jpg"

    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204

    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []
    assert purges_of(cloud, image["id"]) == 1
    for asked in (path, f"{path}/w512.webp", f"{path}/thumb.avif"):
        assert cloud.cdn(asked).status == 404
    assert user.call("GET", f"/v1/images/{image['id']}").body["deleted_at"]
    assert [found["id"] for found in user.call("GET", "/v1/images", query="deleted=true").body["data"]] == [image["id"]]
    assert user.call("GET", "/v1/images", query="tag=space").body["data"] == []

    restored = user.call("POST", f"/v1/images/{image['id']}/restore")
    assert restored.status == 200
    assert restored.body["deleted_at"] is None
    cloud.deliver("variant_consumer", *cloud.messages())
    assert cloud.cdn(f"{path}/w512.webp").status == 200
    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"
    assert [found["id"] for found in user.call("GET", "/v1/images", query="tag=space").body["data"]] == [image["id"]]


def test_variant_job_that_finishes_after_the_deletion_publishes_nothing(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    user.call("POST", f"/v1/images/{image['id']}/variants", {})
    late = list(cloud.messages())
    assert late
    user.call("DELETE", f"/v1/images/{image['id']}")

    assert cloud.deliver("variant_consumer", *late) == []

    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []
    assert cloud.cdn(f"/{image['owner']}/default/beach.jpg/w128.webp").status == 404


def test_deletion_in_the_middle_of_a_variant_job_leaves_nothing_public(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.variants import store

    monkeypatch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)
    image = user.upload(photograph("rocket.jpg"))
    user.call("POST", f"/v1/images/{image['id']}/variants", {})
    job = list(cloud.messages())
    put, calls = store.VariantStore.put_variant, []

    def put_then_delete(self, *arguments):  # type: ignore[no-untyped-def]
        calls.append(arguments)
        if len(calls) == 3:  # the job can not end while it is waited for
            assert user.call("DELETE", f"/v1/images/{image['id']}").status == 503
        return put(self, *arguments)

    monkeypatch.setattr(store.VariantStore, "put_variant", put_then_delete)
    assert cloud.deliver("variant_consumer", *job) == []

    assert len(calls) == 8
    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204


def test_late_job_of_the_old_image_spares_the_new_one_at_its_path(cloud: Cloud, user: User) -> None:
    old = user.upload(photograph("rocket.jpg"))
    user.call("POST", f"/v1/images/{old['id']}/variants", {})
    late = list(cloud.messages())
    user.call("DELETE", f"/v1/images/{old['id']}")
    new = user.upload(photograph("retina.jpg"))

    assert cloud.deliver("variant_consumer", *late) == []

    assert len(cloud.keys("PUBLIC_BUCKET", new["owner"])) == 9
    assert cloud.cdn(f"/{new['owner']}/default/beach.jpg").status == 200


def test_sweep_after_a_deletion_removes_what_a_crashed_writer_left(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    image_path = {"owner": image["owner"], "album_slug": "default", "filename": "beach.jpg", "image_id": image["id"]}
    user.call("DELETE", f"/v1/images/{image['id']}")
    cloud.put("PUBLIC_BUCKET", f"{image['owner']}/default/beach.jpg/w128.webp", b"left", "image/webp")

    assert cloud.deliver("variant_consumer", {"kind": "path_vacated"} | image_path) == []

    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == []


def test_objects_go_before_the_purge(cloud: Cloud, user: User) -> None:
    from pixelflare.aws.clients import client

    image = user.upload(photograph("rocket.jpg"))
    order: list[str] = []

    def note(model: Any, **_: Any) -> None:
        order.append(model.name)

    for service in ("s3", "cloudfront", "dynamodb"):
        client(service).meta.events.register("after-call", note)
    try:
        user.call("DELETE", f"/v1/images/{image['id']}")
    finally:
        for service in ("s3", "cloudfront", "dynamodb"):
            client(service).meta.events.unregister("after-call", note)
    written = [name for name in order if name in ("TransactWriteItems", "DeleteObjects", "CreateInvalidation")]
    assert written == ["TransactWriteItems", "DeleteObjects", "CreateInvalidation"]


def test_purge_that_failed_is_made_up_for_by_the_sweep(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixelflare.aws.edge import Edge

    image = user.upload(photograph("rocket.jpg"))

    def fail(self: Edge, **_: Any) -> None:
        raise RuntimeError("too many invalidations in progress")

    with monkeypatch.context() as patch:
        patch.setattr(Edge, "purge", fail)
        assert user.call("DELETE", f"/v1/images/{image['id']}").status == 500
    assert purges_of(cloud, image["id"]) == 0

    image_path = {"owner": image["owner"], "album_slug": "default", "filename": "beach.jpg", "image_id": image["id"]}
    assert cloud.deliver("variant_consumer", {"kind": "path_vacated"} | image_path) == []
    assert purges_of(cloud, image["id"]) == 1


def test_sweep_leaves_an_image_alone_that_is_back_at_its_path(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    image_path = {"owner": image["owner"], "album_slug": "default", "filename": "beach.jpg", "image_id": image["id"]}

    assert cloud.deliver("variant_consumer", {"kind": "path_vacated"} | image_path) == []

    assert len(cloud.keys("PUBLIC_BUCKET", image["owner"])) == 9
    assert purges_of(cloud, image["id"]) == 0


def test_restore_to_a_taken_path_is_a_conflict_and_another_name_solves_it(cloud: Cloud, user: User) -> None:
    first = user.upload(photograph("rocket.jpg"))
    user.call("DELETE", f"/v1/images/{first['id']}")
    user.upload(photograph("retina.jpg"))

    refused = user.call("POST", f"/v1/images/{first['id']}/restore")
    assert (refused.status, refused.body["error"]["code"]) == (409, "PATH_TAKEN")
    suggested = refused.body["error"]["details"]["suggested_filename"]

    restored = user.call("POST", f"/v1/images/{first['id']}/restore", {"filename": suggested})
    assert (restored.status, restored.body["filename"]) == (200, "beach-1.jpg")


def test_restore_under_a_name_of_another_type_is_refused(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    user.call("DELETE", f"/v1/images/{image['id']}")

    refused = user.call("POST", f"/v1/images/{image['id']}/restore", {"filename": "beach.png"})
    assert (refused.status, refused.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_deleting_twice_and_restoring_twice_are_harmless(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    path = f"/v1/images/{image['id']}"

    assert [user.call("DELETE", path).status for _ in range(2)] == [204, 204]
    assert [user.call("POST", f"{path}/restore").status for _ in range(2)] == [200, 200]


def test_removed_reservation_leaves_no_trace(user: User) -> None:
    form = user.reserve("a.jpg", tags=["x"])
    path = f"/v1/images/{form['imageId']}"

    assert user.call("DELETE", path).status == 204

    assert user.call("GET", path).status == 404
    assert user.call("POST", f"{path}/restore").status == 404
    assert user.reserve("a.jpg")


@pytest.mark.parametrize("to", [{}, {"filename": "elsewhere.jpg"}])
def test_restored_image_is_seen_at_once(cloud: Cloud, user: User, to: dict[str, str]) -> None:
    image = user.upload(photograph("rocket.jpg"))
    path = f"/{image['owner']}/default/{to.get('filename', 'beach.jpg')}"
    user.call("DELETE", f"/v1/images/{image['id']}")
    absent = [cloud.cdn(f"{path}/w128.webp"), cloud.cdn(path), cloud.link(f"/i/{image['id']}")]
    assert [answer.status for answer in absent] == [404] * 3

    assert user.call("POST", f"/v1/images/{image['id']}/restore", to).status == 200

    purged = cloud.purged()[-1]
    assert all(f"#{answer.headers['x-amz-meta-cache-tag']}" in purged for answer in absent)


def test_moved_image_is_seen_at_its_new_path_at_once(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    absent = cloud.cdn(f"/{image['owner']}/default/new.jpg/w128.webp")

    assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "new.jpg"}).status == 200

    assert f"#{absent.headers['x-amz-meta-cache-tag']}" in cloud.purged()[-1]
