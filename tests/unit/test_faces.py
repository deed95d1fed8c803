"""What Rekognition says of faces, as boxes of ours. The answers are its documented shapes, validated by botocore."""

import io
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.stub import ANY, Stubber
from PIL import Image

from pixelflare.aws import faces
from pixelflare.aws.faces import FaceDetector
from pixelflare.base.errors import Unavailable
from pixelflare.vision import faces_of
from schema.library.images import FaceBox
from tests.photographs import photograph

ASKED = {"Image": {"Bytes": ANY}, "Attributes": ["DEFAULT"]}


@pytest.fixture
def rekognition(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = botocore.session.get_session().create_client(
        "rekognition", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    monkeypatch.setattr(faces, "client", lambda service: {"rekognition": client}[service])
    with Stubber(client) as stubber:
        yield stubber


def _face(left: float, top: float, width: float, height: float, confidence: float = 99.9) -> dict[str, Any]:
    return {
        "BoundingBox": {"Left": left, "Top": top, "Width": width, "Height": height},
        "Confidence": confidence,
        "Landmarks": [{"Type": "eyeLeft", "X": left, "Y": top}],
    }


def _found(rekognition: Stubber, *found: dict[str, Any]) -> tuple[FaceBox, ...]:
    rekognition.add_response("detect_faces", {"FaceDetails": list(found)}, ASKED)
    return FaceDetector().faces_in(b"jpeg")


def test_boxes_are_edges_in_fractions_and_the_largest_comes_first(rekognition: Stubber) -> None:
    assert _found(rekognition, _face(0.1, 0.2, 0.1, 0.1), _face(0.5, 0.25, 0.25, 0.5)) == (
        (0.5, 0.25, 0.75, 0.75),
        (0.1, 0.2, 0.2, 0.3),
    )


def test_a_box_ends_where_the_picture_ends(rekognition: Stubber) -> None:
    assert _found(rekognition, _face(-0.1, 0.9, 0.3, 0.3), _face(1.0, 0.0, 0.2, 0.2)) == ((0.0, 0.9, 0.2, 1.0),)


def test_what_is_hardly_a_face_is_left_out(rekognition: Stubber) -> None:
    assert _found(rekognition, _face(0.1, 0.1, 0.2, 0.2, confidence=89.9)) == ()


def test_of_a_crowd_the_twenty_largest_are_kept(rekognition: Stubber) -> None:
    crowd = [_face(0.5, 0.5, 0.01 * size, 0.01 * size) for size in range(1, 41)]
    boxes = _found(rekognition, *crowd)
    assert (len(boxes), boxes[0], boxes[-1]) == (20, (0.5, 0.5, 0.9, 0.9), (0.5, 0.5, 0.71, 0.71))


@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_an_upload_goes_on_without_faces_when_nobody_can_look(rekognition: Stubber, code: str) -> None:
    for _ in range(2):
        rekognition.add_client_error("detect_faces", code)
    with pytest.raises(Unavailable, match="faces"):
        FaceDetector().faces_in(b"jpeg")
    assert faces_of(photograph("rocket.jpg"), FaceDetector()) == ()


@pytest.mark.parametrize("code", ["ImageTooLargeException", "InvalidImageFormatException", "InvalidParameterException"])
def test_a_picture_that_is_not_looked_at_has_no_faces(rekognition: Stubber, code: str) -> None:
    rekognition.add_client_error("detect_faces", code)
    assert faces_of(photograph("rocket.jpg"), FaceDetector()) == ()


def test_nobody_is_asked_about_more_bytes_than_are_taken(rekognition: Stubber) -> None:
    assert FaceDetector().faces_in(b"j" * 5_242_881) == ()  # the stub has no answer for it


def test_a_missing_right_is_not_hidden(rekognition: Stubber) -> None:
    rekognition.add_client_error("detect_faces", "AccessDeniedException")
    with pytest.raises(Exception, match="AccessDenied"):
        faces_of(photograph("rocket.jpg"), FaceDetector())


class _Onlooker:
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[bytes] = []

    def faces_in(self, jpeg: bytes) -> tuple[FaceBox, ...]:
        self.shown.append(jpeg)
        return ((0.0, 0.0, 1.0, 1.0),)


def test_a_finder_is_shown_an_upright_jpeg_of_at_most_1024_pixels_across() -> None:
    sideways = Image.new("RGB", (1500, 900), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = io.BytesIO()
    sideways.save(stored, "JPEG", exif=exif)
    onlooker = _Onlooker()

    assert faces_of(stored.getvalue(), onlooker) == ((0.0, 0.0, 1.0, 1.0),)
    (shown,) = (Image.open(io.BytesIO(jpeg)) for jpeg in onlooker.shown)
    assert (shown.format, shown.size, shown.getexif().get(0x0112)) == ("JPEG", (900, 1500), None)
