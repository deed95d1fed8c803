"""What a fault may befall: the ways in which a library changes. Each begins without faults, and acts with them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import requests

from pixelflare.search import albums
from schema.limits import MIN_MULTIPART_BYTES
from tests.integration.classifying import hold
from tests.integration.cloud import Answer
from tests.integration.faults.stage import MINUTE, Stage
from tests.integration.small_pictures import picture

DAY = timedelta(days=1)
Act = Callable[[Stage, Any], None]


class Scenario(NamedTuple):
    name: str
    begin: Callable[[Stage], Any]
    act: Act
    settled: tuple[timedelta, ...] = (10 * MINUTE,)
    """When the clean-up's runs come that do what the scenario leaves them."""
    services: tuple[str, ...] = ()
    """Only their calls go wrong. Empty: all do."""
    with_meaning: bool = False
    """Whether sentences find pictures in this installation."""
    check: Callable[[Stage], list[str]] = lambda _: []
    """What else is wrong in the end, in words."""


def nothing(_: Stage) -> None:
    return None


def an_image(stage: Stage, **fields: Any) -> Any:
    return stage.upload(picture(), "a.jpg", album="trips", tags=["sea"], **fields)


def at(image: Any, below: str = "") -> str:
    return f"/v1/images/{image['id']}{below}"


# Uploads


def reserve_and_accept(stage: Stage, _: Any) -> None:
    form = stage.ask("POST", "/v1/images", {"filename": "a.jpg", "album": "trips", "tags": ["sea"]}).body
    stage.post_form(form, picture())
    stage.deliver()


def put_through_the_api(stage: Stage, _: Any) -> None:
    form = stage.ask("POST", "/v1/images", {"filename": "a.jpg", "tags": ["sea"]}).body

    def put() -> Answer:
        headers = {"content-type": "image/jpeg"}
        path, query = f"/v1/upload/{form['imageId']}", f"token={form['token']}"
        return stage.cloud.api("PUT", path, query=query, headers=headers, body=picture())

    stage.tried_again(
        put, "PUT of the bytes", (201, 409)
    )  # a repetition after a lost answer learns that they are there
    stage.arrived(form)
    stage.deliver()


def send_in_parts(stage: Stage, _: Any) -> None:
    """No picture, because a picture of so many bytes takes its time, and what becomes of one is tried elsewhere."""
    body = bytes(MIN_MULTIPART_BYTES)
    asked = {"filename": "a.jpg", "tags": ["sea"], "size_bytes": len(body)}
    form = stage.ask("POST", "/v1/images", asked).body
    below = f"/v1/images/{form['imageId']}/multipart"
    stage.ask("POST", below)
    part = stage.ask("POST", f"{below}/parts", {"part_number": 1, "size_bytes": len(body)}).body
    assert requests.put(part["url"], data=body, headers=part["headers"], timeout=60).status_code == 200
    stage.ask("POST", f"{below}/complete")
    stage.arrived(form)
    stage.deliver()


def give_up_parts(stage: Stage, _: Any) -> None:
    asked = {"filename": "a.jpg", "tags": ["sea"], "size_bytes": MIN_MULTIPART_BYTES}
    form = stage.ask("POST", "/v1/images", asked).body
    stage.ask("POST", f"/v1/images/{form['imageId']}/multipart")
    stage.ask("DELETE", f"/v1/images/{form['imageId']}/multipart")
    stage.ask("DELETE", f"/v1/images/{form['imageId']}", expect=(204, 404))


def accept_under_another_name(stage: Stage, _: Any) -> None:
    """Its name says that it is a PNG."""
    form = stage.ask("POST", "/v1/images", {"filename": "a.png", "tags": ["sea"]}).body
    stage.post_form(form, picture())
    stage.deliver()


def reject(stage: Stage, _: Any) -> None:
    form = stage.ask("POST", "/v1/images", {"filename": "a.jpg", "tags": ["sea"]}).body
    stage.post_form(form, b"no picture")
    stage.deliver()


def reserved(stage: Stage) -> Any:
    return stage.ask("POST", "/v1/images", {"filename": "a.jpg", "tags": ["sea"]}).body


def make_again(stage: Stage, image: Any) -> None:
    stage.ask("POST", at(image, "/variants"))
    stage.deliver()


def held(stage: Stage) -> Any:
    """Nobody has published it where it is now."""
    image = an_image(stage)
    hold(stage.cloud, image)
    stage.deliver()
    return image


def classify_again(stage: Stage, image: Any) -> None:
    """Whoever asks again after an answer that was lost learns that it was analysed a moment ago."""
    stage.ask("POST", at(image, "/ai/analyze"), expect=(202, 429))
    stage.deliver()


# Changes


def change(**fields: Any) -> Act:
    def act(stage: Stage, image: Any) -> None:
        stage.ask("PATCH", at(image), fields)
        stage.deliver()

    return act


def delete(stage: Stage, image: Any) -> None:
    stage.ask("DELETE", at(image))
    stage.deliver()


def delete_reservation(stage: Stage, form: Any) -> None:
    stage.ask("DELETE", f"/v1/images/{form['imageId']}", expect=(204, 404))


def deleted(stage: Stage) -> Any:
    image = an_image(stage)
    delete(stage, image)
    return image


def restore(stage: Stage, image: Any) -> None:
    stage.ask("POST", at(image, "/restore"))
    stage.deliver()


def delete_for_ever(stage: Stage, image: Any) -> None:
    stage.ask("DELETE", at(image), query="permanent=true", expect=(204, 404))
    stage.deliver()
    stage.clean_up(MINUTE)


def delete_tag(stage: Stage, _: Any) -> None:
    stage.ask("DELETE", "/v1/tags/sea", expect=(204, 404))
    stage.deliver()


def act_on_two(stage: Stage, images: Any) -> None:
    stage.ask_for_each("/v1/images/bulk", {"action": "move", "album": "far"}, images)
    stage.deliver()


def album_of_two(stage: Stage) -> Any:
    return [an_image(stage), stage.upload(picture(), "b.jpg", album="trips")]


def retitle(stage: Stage, _: Any) -> None:
    """Its images are indexed anew one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(albums, "_AT_ONCE", 1)
        stage.ask("PATCH", "/v1/albums/trips", {"title": "Sailing"})
        stage.deliver()


def two_images(stage: Stage) -> Any:
    return [an_image(stage), stage.upload(picture(), "b.jpg", visibility="private")]


# The clean-up


def clean_up(after: timedelta, *, daily: bool = False) -> Act:
    def act(stage: Stage, _: Any) -> None:
        stage.clean_up(after, daily=daily)
        stage.deliver()

    return act


def expiring(stage: Stage) -> Any:
    return an_image(stage, expires_at=(stage.time.now() + timedelta(hours=2)).isoformat())


def rejected(stage: Stage) -> Any:
    reject(stage, None)


def asked_to_empty(stage: Stage) -> Any:
    deleted(stage)
    stage.ask("POST", "/v1/bin/empty", {"images": 1})


def moved(stage: Stage) -> Any:
    change(filename="b.jpg")(stage, an_image(stage))


def tag_retired(stage: Stage) -> Any:
    an_image(stage)
    delete_tag(stage, None)


def tag_half_retired(stage: Stage) -> Any:
    """A deletion of a tag that stopped after its first step."""
    from pixelflare.aws.table import Table
    from pixelflare.catalog import TagStore

    image = an_image(stage)
    tags = TagStore(Table(stage.cloud.variables["CORE_TABLE"]))
    tags.retire(image["owner"], "sea", expected_version=None, now=stage.time.now())


def orphans(stage: Stage) -> Any:
    image = an_image(stage)
    nobody = f"img_{'0' * 26}"
    for bucket, key in (
        ("ORIGINALS_BUCKET", f"{image['owner']}/{nobody}/{'a' * 64}"),
        ("PUBLIC_BUCKET", f"{image['owner']}/default/ghost.jpg/w128.webp"),
        ("PRIVATE_BUCKET", f"p/{nobody}.jpg/w128.webp"),
    ):
        stage.cloud.put(bucket, key, b"x", "image/webp")


SCENARIOS = (
    Scenario("upload", nothing, reserve_and_accept),
    Scenario("upload through the API", nothing, put_through_the_api),
    Scenario("upload in parts", nothing, send_in_parts),
    Scenario("upload in parts, given up", nothing, give_up_parts),
    Scenario("upload of another type", nothing, accept_under_another_name),
    Scenario("upload that is refused", nothing, reject),
    Scenario("ladder made again", an_image, make_again),
    Scenario("classify again", an_image, classify_again),
    Scenario("release of a held image", held, classify_again),
    Scenario("edit", an_image, change(alt="A boat", tags=["sky"])),
    Scenario("rename and move", an_image, change(filename="b.jpg", album="far")),
    Scenario("new title of an album", album_of_two, retitle),
    Scenario("privatise", an_image, change(visibility="private")),
    Scenario("publish", lambda stage: an_image(stage, visibility="private"), change(visibility="public")),
    Scenario("delete", an_image, delete),
    Scenario("delete a reservation", reserved, delete_reservation),
    Scenario("restore", deleted, restore),
    Scenario("bulk move", two_images, act_on_two),
    Scenario("purge", an_image, delete_for_ever),
    Scenario("delete a tag", an_image, delete_tag, settled=(DAY,)),
    Scenario("clean-up: expiry", expiring, clean_up(DAY), settled=(2 * DAY,)),
    Scenario("clean-up: bin", deleted, clean_up(31 * DAY), settled=(32 * DAY,)),
    Scenario("clean-up: emptied bin", asked_to_empty, clean_up(2 * MINUTE), settled=(DAY, 2 * DAY)),
    Scenario("clean-up: reservation", reserved, clean_up(DAY), settled=(2 * DAY,)),
    Scenario("clean-up: refused upload", rejected, clean_up(32 * DAY), settled=(33 * DAY,)),
    Scenario("clean-up: redirect", moved, clean_up(31 * DAY), settled=(32 * DAY,)),
    Scenario("clean-up: tag", tag_retired, clean_up(DAY), settled=(2 * DAY,)),
    Scenario("clean-up: tag half deleted", tag_half_retired, clean_up(DAY), settled=(2 * DAY, 3 * DAY)),
    Scenario("clean-up: orphans", orphans, clean_up(2 * DAY, daily=True), settled=(3 * DAY,)),
)
