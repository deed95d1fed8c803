"""A verdict on a held picture: it is public from then on, or waits for a person."""

from urllib.parse import urlsplit

from pixelflare.variants import VariantStore
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.held import held_before
from tests.integration.moderated import CLEAN, FLAGGED, give, held_image, holding, later, nobody_sees, record
from tests.integration.visibility import guarded, job_of, jpeg, path_of, public, publish


def test_clean_verdict_makes_it_public_without_telling_the_edge(cloud: Cloud, user: User) -> None:
    image = held_image(user)

    give(cloud, image, CLEAN)
    publish(cloud)

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert (current["moderation"]["state"], current["status"]) == ("clear", "ready")
    assert len(public(cloud, image)) == 9
    assert guarded(cloud, image) == []
    assert cloud.cdn(path_of(image)).status == 200
    assert purges_of(cloud, image["id"]) == 0  # the edge holds nothing but refusals, for seconds


def test_clean_verdict_on_a_private_image_lets_its_signed_addresses_work(cloud: Cloud, user: User) -> None:
    image = held_image(user, visibility="private")

    give(cloud, image, CLEAN)
    publish(cloud)

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert cloud.cdn(urlsplit(current["cdn_url"]).path).status == 200
    assert public(cloud, image) == []
    assert all(key.startswith("p/") for key in guarded(cloud, image))


def test_flagged_picture_stays_held(cloud: Cloud, user: User) -> None:
    image = held_image(user)

    give(cloud, image, FLAGGED)

    assert nobody_sees(cloud, image)
    assert user.call("GET", f"/v1/images/{image['id']}").body["moderation"]["flagged"] is True


def test_release_during_the_ladder_ends_public(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg", album=holding(user))
    cloud.deliver("upload_consumer", user.post_form(form, jpeg()))
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    job = job_of(cloud, image)

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job), call=3) as ladder:
        give(cloud, image, CLEAN)
        ladder.end()
    publish(cloud)

    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"
    assert len(public(cloud, image)) == 9
    assert guarded(cloud, image) == []


def test_verdict_given_twice_after_a_crash_asks_for_the_pictures(cloud: Cloud, user: User) -> None:
    """A call that ends between the record and the message has left another message before."""
    image = held_image(user)
    give(cloud, image, CLEAN)
    messages = [message for message in cloud.messages() if not message["if_unfinished"]]
    assert [message["kind"] for message in messages] == ["variants_requested"]

    give(cloud, image, later(CLEAN))

    assert record(cloud, image).status == "processing"
