"""An AVIF that is asked for often, through the whole edge."""

from io import BytesIO

from PIL import Image

from pixelflare.variants.request_counter import OFTEN
from tests.photographs import photograph
from tests.system.runtime import Runtime, User

AVIF = "image/avif,image/webp,*/*"


def test_what_is_asked_for_often_gets_smaller_and_the_edge_forgets_what_it_has(runtime: Runtime, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    path = f"/{image['owner']}/{image['album']}/{image['filename']}/w512"
    first = runtime.get(path, Accept=AVIF)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/avif")
    for _ in range(OFTEN):
        runtime.control("clear-edge")  # for each an hour goes by
        assert runtime.get(path, Accept=AVIF).content == first.content

    assert runtime.control("drain") is True

    better = runtime.get(path, Accept=AVIF)
    assert (better.status_code, better.headers["content-type"]) == (200, "image/avif")
    assert better.headers["x-cache"] == "Miss from cloudfront"
    assert len(better.content) < len(first.content)
    with Image.open(BytesIO(better.content)) as picture:
        assert picture.width == 512
    assert runtime.get(path, Accept=AVIF).headers["x-cache"] == "Hit from cloudfront"
