"""A model's verdicts, in the record."""

import pytest

from pixelflare.base import clock
from pixelflare.moderation import judge
from schema.library.moderation import ModerationState, Verdict
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import CLEAN, FLAGGED, give, later, record, services
from tests.integration.visibility import jpeg, path_of


@pytest.mark.parametrize(("verdict", "state"), [(CLEAN, ModerationState.CLEAR), (FLAGGED, ModerationState.FLAGGED)])
def test_public_image_keeps_its_verdict_and_is_served_on(
    cloud: Cloud, user: User, verdict: Verdict, state: ModerationState
) -> None:
    image = user.upload(jpeg(), "a.jpg")

    give(cloud, image, verdict)

    moderation = record(cloud, image).moderation
    assert moderation is not None
    assert (moderation.state, moderation.verdict) == (state, verdict)
    assert cloud.cdn(path_of(image)).status == 200


def test_verdict_that_comes_twice_or_late_changes_nothing(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    give(cloud, image, later(FLAGGED))
    judged = record(cloud, image)

    give(cloud, image, later(FLAGGED))
    give(cloud, image, CLEAN)

    assert record(cloud, image) == judged


def test_later_verdict_takes_the_place_of_an_earlier_one(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    give(cloud, image, FLAGGED)

    give(cloud, image, later(CLEAN))

    moderation = record(cloud, image).moderation
    assert moderation is not None
    assert moderation.state is ModerationState.CLEAR


def test_verdict_on_what_is_gone_or_has_no_bytes_does_nothing(cloud: Cloud, user: User) -> None:
    reserved = user.reserve("b.jpg")
    judge(user.call("GET", "/v1/me").body["owner"], reserved["imageId"], FLAGGED, services(cloud), now=clock.now())
    deleted = user.upload(jpeg(), "a.jpg")
    user.call("DELETE", f"/v1/images/{deleted['id']}")
    give(cloud, deleted, FLAGGED)

    assert user.call("GET", f"/v1/images/{reserved['imageId']}").body["status"] == "reserved"
    assert user.call("GET", f"/v1/images/{deleted['id']}").body["deleted_at"]
