"""The same bytes twice are kept twice, and the owner is told."""

from tests.integration.cloud import Cloud, User, object_created
from tests.photographs import photograph

ROCKET = photograph("rocket.jpg")


def test_second_image_names_the_first_with_the_same_bytes(cloud: Cloud, user: User) -> None:
    first, second, third = (user.upload(ROCKET, f"{n}.jpg") for n in range(3))

    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["id"])
    assert third["duplicate_of"] == first["id"]
    assert len(cloud.keys("ORIGINALS_BUCKET", f"{first['owner']}/")) == 3


def test_image_in_the_bin_is_named_too(user: User) -> None:
    first = user.upload(ROCKET, "a.jpg")
    user.call("DELETE", f"/v1/images/{first['id']}")

    assert user.upload(ROCKET, "b.jpg")["duplicate_of"] == first["id"]


def test_other_bytes_are_no_duplicate_nor_is_another_owners_image(cloud: Cloud, user: User) -> None:
    user.upload(ROCKET, "a.jpg")

    assert user.upload(photograph("retina.jpg"), "b.jpg")["duplicate_of"] is None
    assert cloud.user(f"other-than-{user.name}").upload(ROCKET, "a.jpg")["duplicate_of"] is None


def test_event_that_comes_twice_makes_an_image_no_duplicate_of_itself(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, ROCKET)

    cloud.deliver("upload_consumer", event)
    user.post_form(form, ROCKET)
    cloud.deliver("upload_consumer", object_created(form["fields"]["key"], len(ROCKET)))

    assert user.call("GET", f"/v1/images/{form['imageId']}").body["duplicate_of"] is None
