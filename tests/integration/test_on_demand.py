"""What only viewers wanted carries the tag by which S3 lets it expire, and is made again when it is asked for again."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from pixelflare.delivery import pictures
from schema.keys.object_tags import ON_DEMAND
from tests.integration.cloud import Cloud, User
from tests.integration.often_asked import asked_often, path_of, refine

OPEN = "w=256,q=50"
"""Anybody may ask for it, and it is no preset."""


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket)


def tags(cloud: Cloud, bucket: str, key: str) -> dict[str, str]:
    found = cloud.client("s3").get_object_tagging(Bucket=cloud.variables[bucket], Key=key)["TagSet"]
    return {tag["Key"]: tag["Value"] for tag in found}


def expire(cloud: Cloud) -> list[str]:
    """What the lifecycle rule of the template removes in time."""
    bucket = cloud.variables["PUBLIC_BUCKET"]
    (public,) = (each for each in cloud.provisioned.resources("AWS::S3::Bucket") if each.identifier == bucket)
    (rule,) = (each for each in public.properties["LifecycleConfiguration"]["Rules"] if "TagFilters" in each)
    wanted = {each["Key"]: each["Value"] for each in rule["TagFilters"]}
    gone = [key for key in cloud.keys("PUBLIC_BUCKET") if wanted.items() <= tags(cloud, "PUBLIC_BUCKET", key).items()]
    for key in gone:
        cloud.client("s3").delete_object(Bucket=bucket, Key=key)
    return gone


def test_presets_and_the_original_stay_in_every_format(cloud: Cloud, image: Any) -> None:
    assert cloud.cdn(path_of(image, "w512.jpg")).status == 200

    kept = cloud.keys("PUBLIC_BUCKET", path_of(image, "")[1:-1])
    assert path_of(image, "w512.jpg")[1:] in kept
    assert [tags(cloud, "PUBLIC_BUCKET", key) for key in kept] == [{}] * len(kept)


def test_open_options_expire_and_are_made_again_with_the_same_bytes(cloud: Cloud, user: User, image: Any) -> None:
    path = path_of(image, f"{OPEN}.jpg")
    first = cloud.cdn(path)
    assert tags(cloud, "PUBLIC_BUCKET", path[1:]) == ON_DEMAND

    assert path[1:] in expire(cloud)
    assert cloud.keys("PUBLIC_BUCKET", path[1:]) == []
    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready", "the record never spoke of it"
    again = cloud.cdn(path)

    assert (again.status, again.body, again.headers["ETag"]) == (200, first.body, first.headers["ETag"])
    assert tags(cloud, "PUBLIC_BUCKET", path[1:]) == ON_DEMAND


def test_explanation_tells_what_has_expired_as_not_made(cloud: Cloud, user: User, image: Any) -> None:
    path = path_of(image, f"{OPEN}.jpg")
    cloud.cdn(path)
    before = user.call("GET", "/v1/explain", query=f"url={path}").body
    expire(cloud)
    after = user.call("GET", "/v1/explain", query=f"url={path}").body

    assert before["stored"]
    assert not after["stored"]


def test_what_the_owner_has_signed_for_stays_when_its_signature_has_ended(cloud: Cloud, user: User, image: Any) -> None:
    signed = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=300,blur=3"}).body["url"]
    url = urlsplit(signed)
    path = f"{url.path}.jpg"
    assert cloud.cdn(path, url.query).status == 200

    assert tags(cloud, "PUBLIC_BUCKET", path[1:]) == {}
    expire(cloud)
    assert cloud.cdn(path).status == 200, "without the signature, as it is stored"


def test_smaller_avif_of_open_options_expires_like_the_quick_one_that_it_replaces(cloud: Cloud, image: Any) -> None:
    message = asked_often(cloud, image, f"{OPEN}.avif", "w512.avif")
    quick = [key for key in cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}.") if OPEN in key]
    assert [tags(cloud, "PRIVATE_BUCKET", key) for key in quick] == [ON_DEMAND]

    refine(cloud, message)

    assert tags(cloud, "PUBLIC_BUCKET", path_of(image, f"{OPEN}.avif")[1:]) == ON_DEMAND
    assert tags(cloud, "PUBLIC_BUCKET", path_of(image, "w512.avif")[1:]) == {}


@pytest.mark.parametrize(("variant", "expected"), [(f"{OPEN}.jpg", ON_DEMAND), ("w512.jpg", {})])
def test_what_the_queue_finishes_for_a_viewer_expires_as_what_he_would_have_got(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch, variant: str, expected: dict[str, str]
) -> None:
    path = path_of(image, variant)
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
        assert cloud.cdn(path).status == 503
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []

    assert tags(cloud, "PUBLIC_BUCKET", path[1:]) == expected


def test_ladder_that_is_made_again_is_not_tagged_by_what_lay_there(cloud: Cloud, user: User, image: Any) -> None:
    key = path_of(image, "w512.webp")[1:]
    tagged = {"TagSet": [{"Key": name, "Value": value} for name, value in ON_DEMAND.items()]}
    cloud.client("s3").put_object_tagging(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key, Tagging=tagged)
    user.call("POST", f"/v1/images/{image['id']}/variants")
    cloud.deliver("variant_consumer", *cloud.messages())

    assert tags(cloud, "PUBLIC_BUCKET", key) == {}
