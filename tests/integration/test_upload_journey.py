from io import BytesIO

import pytest
from PIL import Image

from schema.addresses.presets import PRESETS
from tests.integration.cloud import Cloud, User
from tests.photographs import phone_jpeg, photograph


def test_upload_becomes_ready_with_its_whole_ladder(cloud: Cloud, user: User) -> None:
    image = user.upload(phone_jpeg(orientation=6), album="trips", tags=["dog"])

    assert image["status"] == "ready"
    assert image["variants_ready"] == list(PRESETS)
    assert (image["width"], image["height"]) == (3024, 4032)
    assert image["content_type"] == "image/jpeg"
    assert image["exif"]["make"] == "Apple"
    assert image["thumbhash"]
    assert 1 <= len(image["colors"]) <= 6
    path = f"{image['owner']}/trips/beach.jpg"
    assert cloud.keys("PUBLIC_BUCKET", path) == sorted([path, *(f"{path}/{name}.webp" for name in PRESETS)])
    assert cloud.keys("UPLOADS_BUCKET", image["owner"]) == []


def test_original_is_kept_as_it_came_and_shown_without_its_place(cloud: Cloud, user: User) -> None:
    sent = phone_jpeg()
    image = user.upload(sent)

    (kept_at,) = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image['id']}/")
    kept = cloud.body("ORIGINALS_BUCKET", kept_at)
    shown = cloud.body("PUBLIC_BUCKET", f"{image['owner']}/default/beach.jpg")
    assert kept == sent
    with Image.open(BytesIO(sent)) as before, Image.open(BytesIO(shown)) as after:
        assert before.getexif().get_ifd(0x8825)
        assert not after.getexif().get_ifd(0x8825)
        assert after.getexif()[0x010F] == "Apple"
        assert before.tobytes() == after.tobytes()


def test_owner_can_have_all_metadata_dropped(cloud: Cloud, user: User) -> None:
    image = user.upload(phone_jpeg(orientation=6), strip_metadata=True)

    shown = cloud.body("PUBLIC_BUCKET", f"{image['owner']}/default/beach.jpg")
    with Image.open(BytesIO(shown)) as after:
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.info["icc_profile"]
    assert set(image["exif"].values()) == {None}


def test_public_objects_carry_cache_rules_and_tags(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), album="trips")

    head = cloud.client("s3").head_object(
        Bucket=cloud.variables["PUBLIC_BUCKET"], Key=f"{image['owner']}/trips/beach.jpg/thumb.webp"
    )
    tags = head["Metadata"]["cache-tag"].split(",")
    assert tags == [image["id"].replace("_", "-").lower(), f"alb-{image['owner']}-trips", f"own-{image['owner']}"]
    assert "s-maxage=31536000" in head["CacheControl"]
    assert head["ContentType"] == "image/webp"


def test_addresses_carry_the_version_of_the_content(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))

    base = f"http://localhost:8787/{image['owner']}/default/beach.jpg"
    assert image["cdn_url"].startswith(f"{base}?v=")
    assert image["variants"]["w512"].startswith(f"{base}/w512?v=")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Été à la mer.JPG", "Ete-a-la-mer.jpg"),
        ("a  b__c.jpeg", "a-b__c.jpeg"),
        ("IMG_0001.png", "IMG_0001.png"),
        ("v1.2 final.webp", "v1.2-final.webp"),
    ],
)
def test_path_name_is_derived_and_the_typed_name_kept(user: User, typed: str, path: str) -> None:
    image = user.reserve(typed)["image"]

    assert image["filename"] == path
    assert image["display_name"] == typed


def test_name_that_nothing_can_be_kept_of_gets_one_of_its_own(user: User) -> None:
    image = user.reserve("\uf8ff!.jpg")["image"]

    assert image["filename"] == f"image-{image['id'][-8:].lower()}.jpg"
    assert image["display_name"] == "\uf8ff!.jpg"


def test_form_admits_one_key_one_type_and_no_more_than_was_declared(user: User) -> None:
    import base64
    import json

    form = user.reserve("a.png", size_bytes=1234)
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    conditions = policy["conditions"]

    assert {"Content-Type": "image/png"} in conditions
    assert ["content-length-range", 1, 1234] in conditions
    assert {"key": form["fields"]["key"]} in conditions
