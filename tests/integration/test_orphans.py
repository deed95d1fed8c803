"""The daily search for objects that no record knows."""

from datetime import timedelta

from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.visibility import change, guarded, jpeg, public

NOBODY = f"img_{'0' * 26}"


def sweep(cloud: Cloud, after: timedelta = 2 * DAYS) -> None:
    """One run goes on where the last one ended, so that two have seen everything."""
    for _ in range(2):
        assert clean_up(cloud, after, daily=True)["objects"] > 0


def test_objects_without_a_record_go(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    owner = image["owner"]
    orphans = {
        "ORIGINALS_BUCKET": [f"{owner}/{NOBODY}/{'a' * 64}", f"{owner}/{image['id']}/{'b' * 64}"],
        "PUBLIC_BUCKET": [f"{owner}/default/gone.jpg", f"{owner}/default/gone.jpg/w128.webp"],
        "PRIVATE_BUCKET": [f"p/{NOBODY}.jpg/original", f"e/{NOBODY}.jpg/w128.avif", f"p/{image['id']}.jpg/w128.webp"],
    }
    for bucket, keys in orphans.items():
        for key in keys:
            cloud.put(bucket, key, b"orphan", "image/webp")
    cloud.put("PUBLIC_BUCKET", "what-nobody-here-writes", b"?", "text/plain")

    sweep(cloud)
    for bucket, keys in orphans.items():
        assert set(cloud.keys(bucket)).isdisjoint(keys), bucket
    assert "what-nobody-here-writes" in cloud.keys("PUBLIC_BUCKET")


def test_what_belongs_to_an_image_stays(cloud: Cloud, user: User) -> None:
    seen = user.upload(jpeg(), "a.jpg")
    hidden = user.upload(jpeg(), "b.jpg", visibility="private")
    deleted = user.upload(jpeg(), "c.jpg")
    moved = change(user, user.upload(jpeg(), "d.jpg"), filename="e.jpg")
    cloud.deliver("variant_consumer", *cloud.messages())
    user.call("DELETE", f"/v1/images/{deleted['id']}")
    before = public(cloud, seen), guarded(cloud, hidden), cloud.keys("ORIGINALS_BUCKET", seen["owner"])
    assert [len(keys) for keys in before] == [18, 9, 4], moved

    sweep(cloud)
    assert (public(cloud, seen), guarded(cloud, hidden), cloud.keys("ORIGINALS_BUCKET", seen["owner"])) == before


def test_what_is_being_written_is_left_alone(cloud: Cloud, user: User) -> None:
    key = f"{user.reserve()['image']['owner']}/{NOBODY}/{'c' * 64}"
    cloud.put("ORIGINALS_BUCKET", key, b"a moment ago", "image/jpeg")
    sweep(cloud, timedelta(hours=-24))
    assert key in cloud.keys("ORIGINALS_BUCKET")
