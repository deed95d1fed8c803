"""Crops around faces: found when the bytes arrive, kept with the record, used by `g=face`."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from pixelflare.aws.faces import FaceDetector
from schema.library.images import FaceBox
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph

FACE: FaceBox = (0.36, 0.12, 0.54, 0.38)
"""Of the astronaut, in the upper half of her portrait."""
AROUND = "w=100,h=100,fit=cover,g=face,zoom=1"


@pytest.fixture
def looking(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The operator has turned face detection on; what the detector was shown."""
    shown: list[bytes] = []

    def found(self: FaceDetector, jpeg: bytes) -> tuple[FaceBox, ...]:
        shown.append(jpeg)
        return (FACE,)

    monkeypatch.setattr(FaceDetector, "faces_in", found)
    looking = cloud.started("upload_consumer", FACE_DETECTION="on")
    monkeypatch.setitem(cloud.functions, "upload_consumer", looking)
    return shown


def _picture(cloud: Cloud, user: User, image: dict[str, str], options: str) -> Image.Image:
    signed = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": options}).body["url"]
    path, _, query = signed.partition("?")
    answer = cloud.cdn("/" + path.split("/", 3)[3] + ".png", query)
    assert answer.status == 200, answer
    return Image.open(io.BytesIO(answer.body)).convert("RGB")


def _distance(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_a_crop_is_made_around_the_faces_that_were_found_at_the_upload(
    cloud: Cloud, user: User, looking: list[bytes]
) -> None:
    image = user.upload(photograph("astronaut.png"), "astronaut.png")

    whole = Image.open(io.BytesIO(photograph("astronaut.png"))).convert("RGB")
    # 1.3 times the face's height, around its middle.
    box = tuple(round(edge * 512) for edge in (0.281, 0.081, 0.619, 0.419))
    face = whole.crop(box).resize((100, 100), Image.Resampling.LANCZOS)  # type: ignore[arg-type]
    assert (
        _distance(_picture(cloud, user, image, AROUND), face)
        < 6
        < _distance(_picture(cloud, user, image, "w=100,h=100,fit=cover"), face)
    )
    assert len(looking) == 1  # once an upload, however often it is cropped


def test_nobody_else_is_told_where_faces_are(cloud: Cloud, user: User, looking: list[bytes]) -> None:
    image = user.upload(photograph("astronaut.png"), "astronaut.png")
    facts = cloud.cdn(f"/{image['owner']}/default/astronaut.png/f=json.json")
    assert facts.status == 200
    assert "face" not in str(facts.body)


def test_without_faces_the_eye_decides(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("astronaut.png"), "astronaut.png")
    face, auto = (_picture(cloud, user, image, f"w=100,h=200,fit=cover,g={g}") for g in ("face", "auto"))
    assert _distance(face, auto) == 0


def test_an_upload_that_is_delivered_twice_has_its_faces_once(cloud: Cloud, user: User, looking: list[bytes]) -> None:
    form = user.reserve("astronaut.png")
    event = user.post_form(form, photograph("astronaut.png"))
    assert cloud.deliver("upload_consumer", event) == []
    assert cloud.deliver("upload_consumer", event) == []
    assert len(looking) == 1
