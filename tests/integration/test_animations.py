"""An animated upload: what is made ahead of it moves, and so does what is asked for."""

from io import BytesIO

from PIL import Image

from tests.integration.cloud import Cloud, User
from tests.photographs import hard_file


def _frames(body: bytes) -> int:
    with Image.open(BytesIO(body)) as picture:
        return int(getattr(picture, "n_frames", 1))


def test_the_ladder_of_an_animation_moves_but_for_the_picture_for_previews(cloud: Cloud, user: User) -> None:
    image = user.upload(hard_file("avif/star.gif"), filename="star.gif")
    folder = f"{image['owner']}/{image['album']}/{image['filename']}"

    stored = {key.rpartition("/")[2]: key for key in cloud.keys("PUBLIC_BUCKET", folder) if key != folder}
    frames = {name: _frames(cloud.body("PUBLIC_BUCKET", key)) for name, key in stored.items()}

    source = _frames(hard_file("avif/star.gif"))
    assert source > 1
    assert frames == {name: 1 if name == "og-image.webp" else source for name in stored}
    assert {"w128.webp", "thumb.webp", "og-image.webp"} <= frames.keys()


def test_an_animation_is_given_out_in_every_format_that_moves_and_one_frame_in_the_others(
    cloud: Cloud, user: User
) -> None:
    image = user.upload(hard_file("avif/star.gif"), filename="star.gif")
    folder = f"/{image['owner']}/{image['album']}/{image['filename']}"

    answers = {name: cloud.cdn(f"{folder}/{name}") for name in ("w128.avif", "w=128.gif", "w128.gif", "w128.jpg")}

    assert {answer.status for answer in answers.values()} == {200}
    assert [_frames(answers[name].body) > 1 for name in answers] == [True, True, True, False]
