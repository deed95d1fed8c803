"""A watermark that becomes another picture: what bears the old one is made again."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from pixelflare.delivery import pictures
from tests.integration.cloud import Cloud, User
from tests.integration.held import held_before
from tests.integration.visibility import change, guarded, jpeg, public, publish

MARKED = "w=300,wm=logo"


def logo(user: User, color: str, **fields: Any) -> Any:
    picture = BytesIO()
    Image.new("RGB", (40, 40), color).save(picture, "PNG")
    return user.upload(picture.getvalue(), "logo.png", album="watermarks", **fields)


def signed(user: User, image: Any, options: str = MARKED) -> Any:
    return urlsplit(user.call("POST", f"/v1/images/{image['id']}/sign", {"options": options}).body["url"])


def follow(cloud: Cloud) -> None:
    cloud.follow_changes()
    publish(cloud)


def marked_objects(cloud: Cloud, image: Any) -> list[str]:
    return [key for key in public(cloud, image) + guarded(cloud, image) if "wm=" in key]


def is_colored(body: bytes, channel: int) -> bool:
    with Image.open(BytesIO(body)) as picture:
        colors = picture.convert("RGB").getcolors(1_000_000) or []
    rest = [other for other in range(3) if other != channel]
    return any(rgb[channel] > 200 and all(rgb[each] < 60 for each in rest) and n > 1000 for n, rgb in colors)


def purges(cloud: Cloud, tag: str) -> int:
    return sum(f"#{tag}" in paths for paths in cloud.purged())


def test_new_picture_takes_the_place_of_the_old_one_everywhere(cloud: Cloud, user: User) -> None:
    red, image, plain = logo(user, "red"), user.upload(jpeg(), "a.jpg"), user.upload(jpeg(), "b.jpg")
    hidden = user.upload(jpeg(), "c.jpg", visibility="private")
    follow(cloud)
    addresses = [signed(user, each) for each in (image, hidden)]
    first = [cloud.cdn(f"{each.path}.png", each.query) for each in addresses]
    assert [answer.status for answer in first] == [200, 200]
    assert all(is_colored(answer.body, 0) for answer in first)
    assert marked_objects(cloud, image)

    user.call("DELETE", f"/v1/images/{red['id']}")
    logo(user, "blue")
    follow(cloud)

    assert marked_objects(cloud, image) == marked_objects(cloud, hidden) == []
    assert purges(cloud, f"wmk-{image['owner']}-logo") >= 1
    assert len([key for key in public(cloud, plain) if "/b.jpg" in key]) == 9
    again = [cloud.cdn(f"{each.path}.png", each.query) for each in addresses]
    assert all(is_colored(answer.body, 2) for answer in again)


def test_marked_answers_and_objects_carry_a_tag(cloud: Cloud, user: User) -> None:
    logo(user, "red")
    image = user.upload(jpeg(), "a.jpg")
    url, tag = signed(user, image), f"wmk-{image['owner']}-logo"

    answer = cloud.cdn(f"{url.path}.webp", url.query)

    assert tag in answer.headers["x-amz-meta-cache-tag"].split(",")
    (key,) = marked_objects(cloud, image)
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)
    assert head["Metadata"]["cache-tag"] == answer.headers["x-amz-meta-cache-tag"]


@pytest.mark.parametrize(
    "act",
    [
        lambda user, mark: user.call("DELETE", f"/v1/images/{mark['id']}"),
        lambda user, mark: change(user, mark, album="elsewhere"),
        lambda user, mark: change(user, mark, filename="other.png"),
        lambda user, mark: user.call("POST", f"/v1/images/{mark['id']}/reject"),
    ],
    ids=["delete", "move", "rename", "reject"],
)
def test_without_its_watermark_a_variant_is_not_there(
    cloud: Cloud, user: User, act: Callable[[User, Any], Any]
) -> None:
    mark, image = logo(user, "red"), user.upload(jpeg(), "a.jpg")
    url = signed(user, image)
    follow(cloud)
    assert cloud.cdn(f"{url.path}.webp", url.query).status == 200
    assert marked_objects(cloud, image)

    act(user, mark)
    follow(cloud)

    assert marked_objects(cloud, image) == []
    assert cloud.cdn(f"{url.path}.webp", url.query).status == 404


def test_other_changes_of_the_watermark_touch_nothing(cloud: Cloud, user: User) -> None:
    mark, image = logo(user, "red"), user.upload(jpeg(), "a.jpg")
    url = signed(user, image)
    follow(cloud)
    cloud.cdn(f"{url.path}.webp", url.query)
    kept, before = marked_objects(cloud, image), purges(cloud, f"wmk-{image['owner']}-logo")

    change(user, mark, alt="our logo", tags=["brand"])
    follow(cloud)

    assert marked_objects(cloud, image) == kept != []
    assert purges(cloud, f"wmk-{image['owner']}-logo") == before


def test_message_that_comes_twice_or_finds_nothing_does_no_harm(cloud: Cloud, user: User) -> None:
    mark, image = logo(user, "red"), user.upload(jpeg(), "a.jpg")
    url = signed(user, image)
    cloud.cdn(f"{url.path}.webp", url.query)
    user.call("DELETE", f"/v1/images/{image['id']}")
    message = {"kind": "watermark_changed", "owner": mark["owner"], "watermark": "logo"}

    assert cloud.deliver("variant_consumer", message, message) == []

    before = purges(cloud, f"wmk-{image['owner']}-logo")
    assert cloud.deliver("variant_consumer", message) == []
    assert purges(cloud, f"wmk-{image['owner']}-logo") == before  # nothing bears it any more


def test_variant_that_is_being_made_with_the_old_one_is_waited_for(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The viewer's function has read the old one, and has not stored the variant yet."""
    red, image = logo(user, "red"), user.upload(jpeg(), "a.jpg")
    url = signed(user, image)
    monkeypatch.setattr(cloud.services("variant_consumer").publish.publish_leases, "_patience_seconds", 4.0)
    gone = {"kind": "watermark_changed", "owner": red["owner"], "watermark": "logo"}

    with held_before(pictures, "_made_in_time", lambda: cloud.cdn(f"{url.path}.png", url.query)) as viewer:
        user.call("DELETE", f"/v1/images/{red['id']}")
        assert cloud.deliver("variant_consumer", gone) == ["0"]  # it comes again
        viewer.end()
    assert marked_objects(cloud, image)
    assert cloud.deliver("variant_consumer", gone) == []

    assert marked_objects(cloud, image) == []
