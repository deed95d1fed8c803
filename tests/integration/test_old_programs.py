"""What viewers get who take neither AVIF nor WebP: motion and transparency stay, as GIF and PNG."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.integration.cloud import Cloud, User
from tests.integration.explained import explain, path_of
from tests.unit.imaging import pictures as p

PLAIN = "image/png,*/*"


def clear(name: str, frames: int = 1) -> bytes:
    """A ring on nothing, which moves."""
    pictures = []
    for frame in range(frames):
        picture = Image.new("RGBA", (300, 200))
        picture.paste((200, 40, 40, 255), (40 + 10 * frame, 40, 140 + 10 * frame, 140))
        pictures.append(picture)
    moving: dict[str, Any] = {"save_all": True, "append_images": pictures[1:], "duration": 100} if frames > 1 else {}
    return p.saved(pictures[0], name, **moving)


def opaque(name: str) -> bytes:
    return p.saved(Image.linear_gradient("L").convert("RGB"), name)


CASES = [
    pytest.param("a.png", lambda: clear("PNG"), "image/png", 1, id="transparent PNG"),
    pytest.param("b.webp", lambda: clear("WEBP"), "image/png", 1, id="transparent WebP"),
    pytest.param("c.gif", lambda: clear("GIF", 4), "image/gif", 4, id="animated GIF"),
    pytest.param("d.webp", lambda: clear("WEBP", 3), "image/gif", 3, id="animated WebP"),
    pytest.param("e.png", lambda: clear("PNG", 3), "image/gif", 3, id="animated PNG"),
    pytest.param("f.png", lambda: opaque("PNG"), "image/jpeg", 1, id="opaque PNG"),
    pytest.param("g.bmp", lambda: opaque("BMP"), "image/jpeg", 1, id="bitmap"),
]


@pytest.mark.parametrize(("filename", "made", "content_type", "frames"), CASES)
def test_the_record_decides_what_old_programs_get(
    cloud: Cloud, user: User, filename: str, made: Callable[[], bytes], content_type: str, frames: int
) -> None:
    image = user.upload(made(), filename)
    for name in ("w128", "thumb", "f=jpeg"):
        answer = cloud.cdn(path_of(image, f"{name}.auto"))
        assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
        with Image.open(io.BytesIO(answer.body)) as shown:
            assert getattr(shown, "n_frames", 1) == frames
    extension = {"image/jpeg": "jpg"}.get(content_type, content_type.removeprefix("image/"))
    told = explain(user, path_of(image, "w128"), accept=PLAIN)
    assert (told["format"], told["variant"]) == (extension, f"w128.{extension}")
    assert told["stored"] is not None  # the very object that the answer has left there


def test_a_ground_makes_a_transparent_picture_a_jpeg_unless_it_is_clear_itself(cloud: Cloud, user: User) -> None:
    image = user.upload(clear("PNG"), "a.png")
    types = {}
    for options in ("w=100,bg=ff0000", "w=100,pad=5", "w=100,pad=5,bg=ff000080"):
        signed = explain(user, path_of(image, options), accept=PLAIN)
        types[options] = signed["format"]
    assert list(types.values()) == ["jpg", "jpg", "png"]


def test_the_preview_for_networks_never_moves_and_keeps_its_transparency(cloud: Cloud, user: User) -> None:
    image = user.upload(clear("GIF", 3), "a.gif")
    assert cloud.cdn(path_of(image, "og-image.auto")).headers["Content-Type"] == "image/png"


def test_an_image_that_has_moved_is_asked_for_anew_at_the_edge(cloud: Cloud, user: User) -> None:
    image = user.upload(clear("PNG"), "a.png")
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "other.png"}).status == 200
    answer = cloud.cdn(path_of(image, "w128.auto"))
    assert answer.status == 301
    assert answer.headers["Location"].endswith("/other.png/w128")
