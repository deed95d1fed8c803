"""Names that are taken, names that say another type than the bytes are, and reservations that are made again."""

from io import BytesIO

import pytest
from PIL import Image

from tests.integration.cloud import Cloud, User
from tests.photographs import photograph


def webp() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), (200, 10, 10)).save(out, "WEBP")
    return out.getvalue()


def test_derived_name_that_is_taken_gets_a_number_and_the_answer_says_so(user: User) -> None:
    names = ["a b.jpg", "a-b .jpg", "a\u00a0b.jpg"]
    images = [user.reserve(name)["image"] for name in names]

    assert [image["filename"] for image in images] == ["a-b.jpg", "a-b-1.jpg", "a-b-2.jpg"]
    assert [image["display_name"] for image in images] == names
    assert images[0]["renamed"] is None
    assert images[2]["renamed"] == {"asked": "a-b.jpg", "reasons": ["taken"]}


def test_after_some_numbers_the_name_ends_in_the_id(user: User) -> None:
    images = [user.reserve("a b.jpg", size_bytes=size)["image"] for size in range(1, 9)]

    assert [image["filename"] for image in images[:6]] == ["a-b.jpg", *(f"a-b-{n}.jpg" for n in range(1, 6))]
    assert [image["filename"] for image in images[6:]] == [
        f"a-b-{image['id'][-8:].lower()}.jpg" for image in images[6:]
    ]


@pytest.mark.parametrize(
    ("filename", "fields", "status"),
    [
        ("beach.jpg", {}, 409),
        ("beach.JPG", {}, 409),
        ("beach.jpg", {"on_conflict": "refuse"}, 409),
        ("beach.jpg", {"on_conflict": "suffix"}, 201),
        ("beach?.jpg", {}, 201),
        ("beach?.jpg", {"on_conflict": "refuse"}, 409),
        ("beach.jpg", {"on_conflict": "overwrite"}, 400),
    ],
)
def test_request_says_what_happens_when_a_name_is_taken(
    user: User, filename: str, fields: dict[str, str], status: int
) -> None:
    user.upload(webp(), "beach.webp")
    user.reserve("beach.jpg", size_bytes=10)

    assert user.call("POST", "/v1/images", {"filename": filename} | fields).status == status


def test_picture_of_another_type_takes_its_right_name_and_the_old_path_leads_there(cloud: Cloud, user: User) -> None:
    form = user.reserve("photo.JPG")
    assert form["image"]["cdn_url"].endswith("/photo.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, webp()))
    cloud.deliver("variant_consumer", *cloud.messages())
    image = user.call("GET", f"/v1/images/{form['imageId']}").body

    assert (image["status"], image["content_type"], image["filename"]) == ("ready", "image/webp", "photo.webp")
    assert (image["display_name"], image["renamed"]) == ("photo.JPG", {"asked": "photo.jpg", "reasons": ["type"]})
    led = cloud.cdn(f"/{image['owner']}/default/photo.jpg")
    assert (led.status, led.headers["Location"]) == (301, f"/{image['owner']}/default/photo.webp")
    assert f"{image['owner']}/default/photo.webp/w128.webp" in cloud.keys("PUBLIC_BUCKET", f"{image['owner']}/")
    user.reserve("photo.jpg", size_bytes=1)  # the redirect keeps it from nobody


def test_right_name_that_is_taken_gets_a_number(cloud: Cloud, user: User) -> None:
    user.upload(webp(), "photo.webp")
    image = user.upload(webp(), "photo.jpg")

    assert (image["status"], image["filename"]) == ("ready", "photo-1.webp")
    assert image["renamed"] == {"asked": "photo.jpg", "reasons": ["type", "taken"]}


def test_private_picture_of_another_type_is_seen(cloud: Cloud, user: User) -> None:
    image = user.upload(webp(), "photo.jpg", visibility="private")

    assert image["status"] == "ready"
    assert f"/p/{image['id']}.webp/original" in image["cdn_url"]
    assert cloud.cdn(f"/p/{image['id']}.webp/w128.png").status == 200


def test_repeated_event_of_a_corrected_picture_changes_nothing(cloud: Cloud, user: User) -> None:
    form = user.reserve("photo.jpg")
    event = user.post_form(form, webp())
    cloud.deliver("upload_consumer", event)
    first = user.call("GET", f"/v1/images/{form['imageId']}").body
    user.post_form(form, webp())
    cloud.deliver("upload_consumer", event)

    assert user.call("GET", f"/v1/images/{form['imageId']}").body == first


@pytest.mark.parametrize(
    ("body", "reason", "found"),
    [
        (b"%PDF-1.4\n" * 9, "unsupported_type", "application/pdf"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "unsupported_type", "video/mp4"),
        (b"\x80\x81\x82\x83" * 9, "unsupported_type", None),
        (b"\xff\xd8\xff\xe0" * 9, "damaged", "image/jpeg"),
    ],
)
def test_refusal_names_what_was_found(user: User, body: bytes, reason: str, found: str | None) -> None:
    image = user.upload(body, "photo.jpg")

    assert (image["status"], image["reason"], image["found_type"]) == ("rejected", reason, found)


def test_failed_upload_that_is_tried_again_takes_its_reservation_over(cloud: Cloud, user: User) -> None:
    failed = user.reserve("beach.jpg", size_bytes=1_000_000, tags=["sea"])
    again = user.reserve("beach.jpg", size_bytes=1_000_000, tags=["sea"])

    assert again["image"]["filename"] == "beach.jpg"
    assert user.call("GET", f"/v1/images/{failed['imageId']}").status == 404
    cloud.deliver("upload_consumer", user.post_form(again, photograph("rocket.jpg")))
    assert user.call("GET", f"/v1/images/{again['imageId']}").body["status"] == "processing"
    (tag,) = user.call("GET", "/v1/tags").body["data"]
    assert (tag["tag"], tag["count"]) == ("sea", 1)


def test_reservation_that_bytes_have_arrived_for_is_not_taken_over(user: User) -> None:
    user.post_form(user.reserve("beach.jpg"), photograph("rocket.jpg"))

    assert user.call("POST", "/v1/images", {"filename": "beach.jpg"}).status == 409


def test_reservation_of_another_file_is_not_taken_over(user: User) -> None:
    user.reserve("beach.jpg", size_bytes=1_000)

    assert user.call("POST", "/v1/images", {"filename": "beach.jpg", "size_bytes": 999}).status == 409


def test_upload_in_parts_is_taken_over_until_a_part_has_arrived(cloud: Cloud, user: User) -> None:
    asked = {"filename": "beach.jpg", "size_bytes": 6 * 1024 * 1024}
    first = user.reserve(**asked)
    user.call("POST", f"/v1/images/{first['imageId']}/multipart", {})
    second = user.reserve(**asked)
    upload = user.call("POST", f"/v1/images/{second['imageId']}/multipart", {}).body
    bucket, key = cloud.variables["UPLOADS_BUCKET"], second["fields"]["key"]
    (open_upload,) = cloud.client("s3").list_multipart_uploads(Bucket=bucket, Prefix=key.split("/")[0])["Uploads"]
    assert (open_upload["Key"], open_upload["UploadId"]) == (key, upload["upload_id"])
    cloud.client("s3").upload_part(Bucket=bucket, Key=key, UploadId=upload["upload_id"], PartNumber=1, Body=b"x" * 99)

    assert user.call("POST", "/v1/images", asked).status == 409
