"""Images that are gone at a time, and what may be kept of them until then."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.variants import PublishLeases
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.visibility import change, guarded, jpeg, later, path_of, public, publish


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


# Private


@pytest.fixture
def writes_to_public(cloud: Cloud) -> Iterator[list[str]]:
    keys: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        if params["Bucket"] == cloud.variables["PUBLIC_BUCKET"]:
            keys.append(params["Key"])

    client("s3").meta.events.register("provide-client-params.s3.PutObject", note)
    yield keys
    client("s3").meta.events.unregister("provide-client-params.s3.PutObject", note)


def test_expiring_image_is_served_no_longer_than_it_lives(
    cloud: Cloud, user: User, at: Callable[[datetime], None], writes_to_public: list[str]
) -> None:
    image = user.upload(jpeg(), "a.jpg", expires_at=later(minutes=10))
    expires = datetime.fromisoformat(image["expires_at"])
    for asked in (path_of(image), path_of(image, "w128.webp"), path_of(image, "w128.avif")):
        answer = cloud.cdn(asked)
        assert answer.status == 200
        kept = dict(part.partition("=")[::2] for part in answer.headers["Cache-Control"].split(", "))
        assert "public" not in kept
        assert 590 <= int(kept["max-age"]) <= 600
        assert int(kept["s-maxage"]) == int(kept["max-age"])
        assert answer.headers["Expires"].endswith("GMT")
    assert cloud.link(f"/i/{image['id']}").status == 301
    assert writes_to_public == []
    assert cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}") == [], "the edge could read it there by itself"

    at(expires)

    for asked in (path_of(image), path_of(image, "w128.webp")):
        answer = cloud.cdn(asked)
        assert (answer.status, answer.body["error"]["code"]) == (410, "GONE")
        assert "no-store" in answer.headers["Cache-Control"]
    assert cloud.link(f"/i/{image['id']}").status == 410


def test_expiry_that_is_set_takes_the_image_from_where_the_edge_reads_by_itself(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    changed = change(user, image, expires_at=later(hours=1))

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert changed["expires_at"].endswith("Z")
    assert cloud.cdn(path_of(image, "w128.webp")).status == 200
    PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"])).wait_for_others(image["id"], now=clock.now())

    change(user, image, expires_at=later(hours=2))
    assert purges_of(cloud, image["id"]) == 2
    change(user, image, expires_at=None)
    publish(cloud)
    assert len(public(cloud, image)) == 9
    assert guarded(cloud, image) == []


def test_private_image_that_expires_outlives_no_address(
    cloud: Cloud, user: User, at: Callable[[datetime], None]
) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    image = change(user, image, expires_at=later(minutes=5))
    publish(cloud)
    guarded_path = f"/p/{image['id']}.jpg/w128.webp"  # signed for a week before it was said to expire

    assert cloud.keys("PRIVATE_BUCKET", "p/" + image["id"]) == []
    answer = cloud.cdn(guarded_path)
    assert answer.status == 200
    assert "s-maxage=31536000" not in answer.headers["Cache-Control"]
    at(datetime.fromisoformat(image["expires_at"]))
    assert cloud.cdn(guarded_path).status == 410
    assert cloud.cdn(path_of(image)).status == 401


@pytest.mark.parametrize("moment", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00", "soon", "0001-01-01T00:00:00+23:59"])
def test_expiry_in_the_past_or_without_a_zone_is_refused(user: User, moment: str) -> None:
    form = user.reserve("a.jpg")
    path = f"/v1/images/{form['imageId']}"

    for method, where, body in (
        ("POST", "/v1/images", {"filename": "b.jpg", "expires_at": moment}),
        ("PATCH", path, {"expires_at": moment}),
    ):
        answer = user.call(method, where, body)
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
