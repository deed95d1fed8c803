"""HEIC, TIFF, BMP and icons from the upload to what viewers get; the references are decoded some other way."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pi_heif
import pytest
from PIL import Image, ImageOps

from tests.integration.cloud import Answer, Cloud, User, object_created
from tests.photographs import hard_file, heif_file, photograph
from tests.unit.imaging import pictures as p

MOST_DIFFERENT = 8.0
"""Levels of 255, on the mean, after lossy encoding; the icon as a JPEG is over 7. Upside down all are over 15."""


def coffee(name: str) -> bytes:
    return p.saved(p.opened(photograph("coffee.png")), name)


def by_pillow(data: bytes) -> Image.Image:
    return ImageOps.exif_transpose(p.opened(data))


def by_the_binding(data: bytes) -> Image.Image:
    """Decoded in this process, with the colours left as they are: close enough to sRGB to be compared."""
    return pi_heif.open_heif(io.BytesIO(data)).to_pillow()


UPLOADS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], Image.Image], str, str]] = {
    "photo.heic": (lambda: heif_file("heif_other/arrow.heic"), by_the_binding, "image/heic", "image/jpeg"),
    "photo.HEIF": (lambda: heif_file("heif_other/invalid_id.heic"), by_the_binding, "image/heic", "image/jpeg"),
    "camera.hif": (lambda: heif_file("heif_other/invalid_id.heic"), by_the_binding, "image/heic", "image/jpeg"),
    "scan.tif": (lambda: coffee("TIFF"), by_pillow, "image/tiff", "image/jpeg"),
    "text.tiff": (lambda: hard_file("g4_orientation_6.tif"), by_pillow, "image/tiff", "image/png"),
    "paint.bmp": (lambda: coffee("BMP"), by_pillow, "image/bmp", "image/jpeg"),
    "favicon.ico": (lambda: hard_file("python.ico"), by_pillow, "image/x-icon", "image/png"),
}


def shown(answer: Answer, content_type: str) -> Image.Image:
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    picture = p.opened(answer.body)
    assert picture.get_format_mimetype() == content_type
    return picture


def likeness(picture: Image.Image, meant: Image.Image) -> float:
    """The mean difference from what was meant, both on white."""
    return p.mean_difference(on_white(picture), on_white(meant).resize(picture.size, Image.Resampling.LANCZOS))


def on_white(picture: Image.Image) -> Image.Image:
    rgba = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def head_of(cloud: Cloud, bucket: str, key: str) -> Any:
    return cloud.client("s3").head_object(Bucket=cloud.variables[bucket], Key=key)


@pytest.mark.parametrize("filename", UPLOADS)
def test_upload_is_seen_as_the_picture_it_is(cloud: Cloud, user: User, filename: str) -> None:
    make, decoded, uploaded_as, served_as = UPLOADS[filename]
    sent = make()
    meant = decoded(sent)

    image = user.upload(sent, filename)

    assert (image["status"], image["content_type"]) == ("ready", uploaded_as)
    assert (image["width"], image["height"]) == meant.size
    (kept_at,) = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image['id']}/")
    assert cloud.body("ORIGINALS_BUCKET", kept_at) == sent
    path = f"{image['owner']}/default/{image['filename']}"
    assert head_of(cloud, "PUBLIC_BUCKET", path)["ContentType"] == served_as
    original = shown(cloud.cdn(f"/{path}"), served_as)
    assert original.size == meant.size
    assert not set(original.info) & {"exif", "icc_profile", "xmp"}
    assert likeness(original, meant) < MOST_DIFFERENT
    for variant, kind in (("w128.webp", "image/webp"), ("w256.jpg", "image/jpeg")):  # of the ladder, and on demand
        small = shown(cloud.cdn(f"/{path}/{variant}"), kind)
        assert small.width == min(int(variant[1:4]), meant.width)
        assert likeness(small, meant) < MOST_DIFFERENT


def test_owner_downloads_the_upload_with_its_own_type_and_name(cloud: Cloud, user: User) -> None:
    image = user.upload(heif_file("heif_other/invalid_id.heic"), "Katze.HEIC")

    answer = user.call("GET", f"/v1/images/{image['id']}/download", accept="application/json")

    asked = parse_qs(urlsplit(answer.body["url"]).query)
    assert asked["response-content-type"] == ["image/heic"]
    assert 'filename="Katze.heic"' in asked["response-content-disposition"][0]


@pytest.mark.parametrize(
    ("filename", "extension"), [("a.heif", "heic"), ("a.tiff", "tif"), ("a.bmp", "bmp"), ("a.ico", "ico")]
)
def test_private_picture_has_the_right_type_too(cloud: Cloud, user: User, filename: str, extension: str) -> None:
    make, _, _, served_as = next(each for name, each in UPLOADS.items() if name.endswith(extension))
    image = user.upload(make(), filename, visibility="private")

    folder = f"p/{image['id']}.{extension}"

    assert f"/{folder}/original?" in image["cdn_url"]
    assert head_of(cloud, "PRIVATE_BUCKET", f"{folder}/original")["ContentType"] == served_as
    cloud.client("s3").delete_object(Bucket=cloud.variables["PRIVATE_BUCKET"], Key=f"{folder}/original")
    shown(cloud.cdn(f"/{folder}/original"), served_as)
    shown(cloud.cdn(f"/{folder}/w128.avif"), "image/avif")


def test_lost_rendering_is_made_again_with_its_type(cloud: Cloud, user: User) -> None:
    image = user.upload(coffee("TIFF"), "scan.tif")
    key = f"{image['owner']}/default/scan.tif"
    before = cloud.body("PUBLIC_BUCKET", key)
    cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)

    answer = cloud.cdn(f"/{key}")

    shown(answer, "image/jpeg")
    assert answer.body == before == cloud.body("PUBLIC_BUCKET", key)


@pytest.mark.parametrize(
    ("filename", "named", "usual"),
    [
        ("a.heif", "image/heif", "image/heic"),
        ("a.heic", "image/heic", "image/heic"),
        ("a.ico", "image/vnd.microsoft.icon", "image/x-icon"),
        ("a.bmp", "image/x-ms-bmp", "image/bmp"),
    ],
)
def test_type_may_have_the_other_name_it_goes_by(
    cloud: Cloud, user: User, filename: str, named: str, usual: str
) -> None:
    form = user.reserve(filename, content_type=named)

    assert form["fields"]["Content-Type"] == usual
    path = f"/v1/upload/{form['imageId']}"
    answer = cloud.api("PUT", path, query=f"token={form['token']}", headers={"content-type": named}, body=b"x")
    assert answer.status == 201


def test_small_heic_is_put_directly(cloud: Cloud, user: User) -> None:
    form, body = user.reserve("a.heic"), heif_file("heif_other/invalid_id.heic")
    path, sent = f"/v1/upload/{form['imageId']}", {"content-type": "image/heic"}

    assert cloud.api("PUT", path, query=f"token={form['token']}", headers=sent, body=body).status == 201

    (key,) = cloud.keys("UPLOADS_BUCKET", f"{form['image']['owner']}/{form['imageId']}/")
    cloud.deliver("upload_consumer", object_created(key, len(body)))
    cloud.deliver("variant_consumer", *cloud.messages())
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "ready"


@pytest.mark.parametrize(
    ("filename", "kind", "right"),
    [("a.tif", "BMP", "a.bmp"), ("a.bmp", "TIFF", "a.tif"), ("a.heic", "AVIF", "a.avif"), ("a.ico", "BMP", "a.bmp")],
)
def test_picture_of_another_kind_than_its_name_says_gets_the_right_name(
    user: User, filename: str, kind: str, right: str
) -> None:
    image = user.upload(p.saved(p.corners(), kind), filename)

    assert (image["status"], image["filename"], image["display_name"]) == ("ready", right, filename)
    assert image["renamed"] == {"asked": filename, "reasons": ["type"]}


def test_heic_that_crashes_its_decoder_is_rejected_and_its_path_is_free(user: User) -> None:
    image = user.upload(heif_file("heif_special/invalid_metadata_type.heic"), "a.heic")

    assert (image["status"], image["reason"]) == ("rejected", "damaged")
    user.reserve("a.heic")


@pytest.mark.parametrize("name", ["logo.svg", "LOGO.SVGZ"])
def test_svg_is_refused_with_a_reason_of_its_own(user: User, name: str) -> None:
    refused = user.call("POST", "/v1/images", {"filename": name})

    assert (refused.status, refused.body["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert refused.body["error"]["details"]["reason"] == "vector_graphic"
    assert user.upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png")["reason"] == "vector_graphic"


def test_image_can_be_renamed_to_another_extension_of_its_type_only(user: User) -> None:
    image = user.upload(coffee("TIFF"), "scan.tif")

    renamed = user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "page.tiff"})
    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "page.jpg"})

    assert (renamed.status, renamed.body["filename"]) == (200, "page.tiff")
    assert refused.status == 400
