"""Who sees an image, where and until when; and that nothing comes back behind a change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.aws.clients import client
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.visibility import HOUR, change, guarded, jpeg, path_of, public, publish

# Private


@pytest.fixture
def writes_to_public(cloud: Cloud) -> Iterator[list[str]]:
    keys: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        if params["Bucket"] == cloud.variables["PUBLIC_BUCKET"]:
            keys.append(params["Key"])

    client("s3").meta.events.register("provide-client-params.s3.PutObject", note)
    yield keys
    client("s3").meta.events.unregister("provide-client-params.s3.PutObject", note)


def test_upload_straight_to_private_never_touches_the_public_bucket(
    cloud: Cloud, user: User, writes_to_public: list[str]
) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")

    assert (image["status"], image["visibility"], image["is_private"]) == ("ready", "private", True)
    assert writes_to_public == []
    assert len(guarded(cloud, image)) == 9
    for asked in (path_of(image), path_of(image, "w128.webp"), path_of(image, "w128.avif")):
        answer = cloud.cdn(asked)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")
        assert set(answer.body["error"]) == {"code", "message"}
    assert cloud.link(f"/i/{image['id']}").status == 401
    assert writes_to_public == []


def test_private_objects_may_be_kept_by_the_edge_but_not_for_good_by_browsers(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    key = f"p/{image['id']}.jpg/w128.jpg"

    answer = cloud.cdn(f"/{key}")

    assert answer.status == 200
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PRIVATE_BUCKET"], Key=key)
    assert answer.headers["Cache-Control"] == head["CacheControl"] == "max-age=3600, s-maxage=31536000"
    assert answer.headers["x-amz-meta-cache-tag"] == head["Metadata"]["cache-tag"]
    assert answer.headers["x-amz-meta-cache-tag"].startswith(image["id"].replace("_", "-").lower())
    assert answer.headers["ETag"] == head["ETag"]


def test_guarded_path_leads_to_nothing_but_private_images(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    for below in ("jpg/original", "jpg/w128.webp", "png/original"):
        assert cloud.cdn(f"/p/{image['id']}.{below}").status == 404
    change(user, image, visibility="private")
    assert cloud.cdn(f"/p/{image['id']}.jpg/original").status == 200
    for below in ("png/original", "jpg/w129.webp", "jpg/w128", "jpg/original/x"):
        assert cloud.cdn(f"/p/{image['id']}.{below}").status == 404
    assert cloud.cdn("/p/img_01ARZ3NDEKTSV4RRFFQ69G5FAV.jpg/original").status == 404


def test_made_private_it_is_gone_from_the_public_and_back_when_made_public(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    cloud.cdn(path_of(image, "w128.jpg"))
    assert len(public(cloud, image)) == 10

    hidden = change(user, image, visibility="private")

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert hidden["status"] == "processing"
    assert cloud.cdn(path_of(image, "w128.jpg")).status == 401
    publish(cloud)
    assert public(cloud, image) == []
    assert len(guarded(cloud, image)) == 9
    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"

    change(user, image, visibility="unlisted")

    assert guarded(cloud, image) == []
    assert cloud.cdn(f"/p/{image['id']}.jpg/w128.webp").status == 404
    publish(cloud)
    assert len(public(cloud, image)) == 9
    assert cloud.cdn(path_of(image)).status == 200


def test_unlisted_is_no_other_place_than_public(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    assert change(user, image, visibility="unlisted")["status"] == "ready"

    assert len(public(cloud, image)) == 9
    assert purges_of(cloud, image["id"]) == 0


def test_private_image_stays_private_through_the_bin(cloud: Cloud, user: User, writes_to_public: list[str]) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    user.call("DELETE", f"/v1/images/{image['id']}")
    assert guarded(cloud, image) == []
    assert cloud.cdn(f"/p/{image['id']}.jpg/original").status == 404

    user.call("POST", f"/v1/images/{image['id']}/restore")
    publish(cloud)

    assert len(guarded(cloud, image)) == 9
    assert writes_to_public == []
    assert cloud.cdn(path_of(image)).status == 401


def test_private_variants_are_made_anew_where_they_lie(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    made = f"p/{image['id']}.jpg/w128.jpg"
    assert cloud.cdn(f"/{made}").status == 200
    assert made in guarded(cloud, image)

    user.call("POST", f"/v1/images/{image['id']}/variants")
    publish(cloud)

    assert len(guarded(cloud, image)) == 9
    assert made not in guarded(cloud, image)
    assert public(cloud, image) == []


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"expires_at": "2999-01-01T00:00:00Z"}])
def test_guarded_picture_too_large_for_a_function_comes_from_s3_for_a_minute(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]
) -> None:
    monkeypatch.setattr("pixelflare.delivery.answer.MAX_INLINE_BYTES", 1000)
    image = user.upload(jpeg(), "a.jpg", **fields)
    is_private = "visibility" in fields
    path = f"/p/{image['id']}.jpg/w256.png" if is_private else path_of(image, "w256.png")

    answer = cloud.cdn(path)

    assert answer.status == 302
    assert "no-store" in answer.headers["Cache-Control"]
    location = answer.headers["Location"]
    assert f"/{'p' if is_private else 'e'}/{image['id']}.jpg/w256.png?" in location
    assert "X-Amz-Expires=60" in location


def test_times_are_told_in_utc(user: User) -> None:
    moment = (datetime.now(UTC) + HOUR).replace(microsecond=123456)
    form = user.reserve("a.jpg", expires_at=moment.astimezone().isoformat())

    expected = moment.replace(microsecond=123000)
    assert datetime.fromisoformat(form["image"]["expires_at"]) == expected
