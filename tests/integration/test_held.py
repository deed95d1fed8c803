"""Pictures that are held until they are moderated: nothing of them is public before, by any address."""

import base64
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import PIL.Image
import pytest
import requests

from pixelflare.aws.clients import client
from pixelflare.catalog import AlbumStore
from pixelflare.variants import VariantStore
from tests.integration.cloud import Cloud, User
from tests.integration.held import held_before
from tests.integration.moderated import CLEAN, give, held_image, holding, nobody_sees
from tests.integration.visibility import change, guarded, job_of, jpeg, path_of, public, publish


@pytest.fixture
def writes_to_public(cloud: Cloud) -> Iterator[list[str]]:
    keys: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        if params["Bucket"] == cloud.variables["PUBLIC_BUCKET"]:
            keys.append(params["Key"])

    client("s3").meta.events.register("provide-client-params.s3.PutObject", note)
    yield keys
    client("s3").meta.events.unregister("provide-client-params.s3.PutObject", note)


# Uploads


def test_upload_to_a_holding_album_is_seen_by_nobody(cloud: Cloud, user: User, writes_to_public: list[str]) -> None:
    image = held_image(user)

    assert image["status"] == "ready"
    assert nobody_sees(cloud, image)
    assert writes_to_public == []
    assert len(guarded(cloud, image)) == 9  # where only functions read


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"expires_at": "2999-01-01T00:00:00Z"}])
def test_private_and_expiring_uploads_are_held_too(cloud: Cloud, user: User, fields: dict[str, str]) -> None:
    image = held_image(user, **fields)

    assert nobody_sees(cloud, image)
    assert all(key.startswith("e/") for key in guarded(cloud, image))
    assert "Signature=" not in image["cdn_url"]


def test_owner_sees_a_preview_that_nobody_can_guess(cloud: Cloud, user: User) -> None:
    image = held_image(user, visibility="private")
    preview = image["moderation"]["preview_url"]

    shown = requests.get(preview, timeout=30)

    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    assert PIL.Image.open(BytesIO(shown.content)).width <= 512
    query = dict(parse_qsl(urlsplit(preview).query))
    assert query["X-Amz-Expires"] == "3600"
    assert nobody_sees(cloud, image)


def test_preview_ends_with_the_hold(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    give(cloud, image, CLEAN)
    cloud.deliver("variant_consumer", *cloud.messages())

    assert user.call("GET", f"/v1/images/{image['id']}").body["moderation"]["preview_url"] is None
    assert requests.get(image["moderation"]["preview_url"], timeout=30).status_code in (403, 404)


def test_rejected_picture_keeps_its_preview(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    rejected = user.call("POST", f"/v1/images/{image['id']}/reject").body

    assert requests.get(rejected["moderation"]["preview_url"], timeout=30).status_code == 200


def test_installation_can_hold_every_upload(cloud: Cloud, user: User) -> None:
    consumer = cloud.started("upload_consumer", HOLD_UNTIL_MODERATED="on")
    form = user.reserve("a.jpg")
    cloud.functions["upload_consumer"], usual = consumer, cloud.functions["upload_consumer"]
    try:
        assert cloud.deliver("upload_consumer", user.post_form(form, jpeg())) == []
    finally:
        cloud.functions["upload_consumer"] = usual
    publish(cloud)

    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert image["moderation"]["state"] == "held"
    assert nobody_sees(cloud, image)


def test_reservation_from_before_the_setting_is_held(cloud: Cloud, user: User) -> None:
    album = "later"
    user.call("POST", "/v1/albums", {"slug": album})
    form = user.reserve("a.jpg", album=album)
    assert user.call("PATCH", f"/v1/albums/{album}", {"hold_until_moderated": True}).status == 200

    assert cloud.deliver("upload_consumer", user.post_form(form, jpeg())) == []
    publish(cloud)

    assert nobody_sees(cloud, user.call("GET", f"/v1/images/{form['imageId']}").body)


def test_upload_that_is_accepted_while_the_setting_changes_is_held_before_anybody_is_told(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The album is read, then changed, then the upload is accepted."""
    user.call("POST", "/v1/albums", {"slug": "just-now"})
    form = user.reserve("a.jpg", album="just-now")
    arrived = user.post_form(form, jpeg())
    real, answers = AlbumStore.holds, []

    def stale(albums: AlbumStore, owner: str, slug: str) -> bool:
        answers.append(real(albums, owner, slug))
        if len(answers) == 1:
            user.call("PATCH", "/v1/albums/just-now", {"hold_until_moderated": True})
        return answers[-1]

    monkeypatch.setattr(AlbumStore, "holds", stale)
    assert cloud.deliver("upload_consumer", arrived) == []
    publish(cloud)

    assert answers == [False, True]
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert image["moderation"]["state"] == "held"
    assert nobody_sees(cloud, image)


def test_hold_is_in_the_audit_log(cloud: Cloud, user: User) -> None:
    image = held_image(user)

    (entry,) = user.call("GET", "/v1/audit-logs", query="action=hold").body["data"]

    assert (entry["resource_id"], entry["actor"]) == (image["id"], "system")


# Every way to see it


def test_signed_addresses_from_before_do_not_open_it(cloud: Cloud, user: User) -> None:
    """A private image that somebody shared, and that is held when it comes to the album."""
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    shared = urlsplit(user.call("POST", f"/v1/images/{image['id']}/access-token").body["url"]).path
    assert cloud.cdn(shared).status == 200

    change(user, image, album=holding(user))
    publish(cloud)

    assert cloud.cdn(shared).status == 404
    assert not any(key.startswith("p/") for key in guarded(cloud, image))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "embed", None), ("POST", "access-token", None), ("POST", "sign", {"options": "w=300"})],
)
def test_no_addresses_are_given_out_for_it(user: User, method: str, path: str, body: Any) -> None:
    image = held_image(user, visibility="private")

    answer = user.call(method, f"/v1/images/{image['id']}/{path}", body)

    assert (answer.status, answer.body["error"]["code"]) == (409, "WITHHELD")
    assert answer.body["error"]["details"] == {"moderation": "held"}


def test_signed_options_and_other_vendors_lead_nowhere(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    signed = urlsplit(user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=300"}).body["url"])
    change(user, image, album=holding(user))
    publish(cloud)

    asked = base64.urlsafe_b64encode(f"/cdn-cgi/image/width=300{path_of(image)}".encode()).decode().rstrip("=")
    led = cloud.cdn(f"/_foreign/{asked}")
    assert led.status == 301
    assert cloud.cdn(f"{led.headers['Location']}.webp").status == 404
    assert cloud.cdn(f"{signed.path}.webp", signed.query).status == 404


def test_explanation_says_that_it_is_held(cloud: Cloud, user: User) -> None:
    image = held_image(user)

    answer = user.call("GET", "/v1/explain", query=f"url={quote(path_of(image), safe='')}").body["answer"]

    assert answer == {"status": 404, "reason": "this image is held"}


def test_held_watermark_marks_nothing(cloud: Cloud, user: User) -> None:
    user.call("POST", "/v1/albums", {"slug": "watermarks", "hold_until_moderated": True})
    logo = BytesIO()
    PIL.Image.new("RGBA", (64, 64), "red").save(logo, "PNG")
    user.upload(logo.getvalue(), "logo.png", album="watermarks")
    image = user.upload(jpeg(), "a.jpg")
    signed = urlsplit(user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "wm=logo"}).body["url"])

    assert cloud.cdn(f"{signed.path}.webp", signed.query).status == 404


# What its owner does with it


@pytest.mark.parametrize(
    "act",
    [
        lambda user, image: change(user, image, filename="b.jpg"),
        lambda user, image: change(user, image, album="elsewhere"),
        lambda user, image: change(user, image, visibility="unlisted"),
        lambda user, image: change(user, image, visibility="private"),
        lambda user, image: change(user, image, expires_at="2999-01-01T00:00:00Z"),
        lambda user, image: user.call("POST", f"/v1/images/{image['id']}/variants"),
        lambda user, image: (
            user.call("DELETE", f"/v1/images/{image['id']}"),
            user.call("POST", f"/v1/images/{image['id']}/restore", {"album": "elsewhere"}),
        ),
        lambda user, image: user.call(
            "POST", "/v1/images/bulk", {"action": "move", "album": "elsewhere", "ids": [image["id"]]}
        ),
        lambda user, image: user.call(
            "POST", "/v1/images/bulk", {"action": "set_visibility", "visibility": "public", "ids": [image["id"]]}
        ),
        lambda user, image: user.call("PATCH", f"/v1/albums/{image['album']}", {"hold_until_moderated": False}),
    ],
    ids=["rename", "move", "unlist", "hide", "expire", "remake", "restore", "bulk move", "bulk publish", "setting"],
)
def test_nothing_but_a_verdict_or_a_decision_makes_it_public(
    cloud: Cloud, user: User, writes_to_public: list[str], act: Callable[[User, Any], Any]
) -> None:
    image = held_image(user)

    act(user, image)
    publish(cloud)

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert current["moderation"]["state"] == "held"
    assert nobody_sees(cloud, image)
    assert nobody_sees(cloud, current)
    assert writes_to_public == []


@pytest.mark.parametrize("how", ["move", "restore", "bulk move"])
def test_unjudged_image_is_held_when_it_comes_to_a_holding_album(cloud: Cloud, user: User, how: str) -> None:
    image, album = user.upload(jpeg(), "a.jpg"), holding(user)
    if how == "move":
        change(user, image, album=album)
    elif how == "bulk move":
        user.call("POST", "/v1/images/bulk", {"action": "move", "album": album, "ids": [image["id"]]})
    else:
        user.call("DELETE", f"/v1/images/{image['id']}")
        user.call("POST", f"/v1/images/{image['id']}/restore", {"album": album})
    publish(cloud)

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert current["moderation"]["state"] == "held"
    assert nobody_sees(cloud, image)
    assert nobody_sees(cloud, current)
    assert public(cloud, image) == []


def test_judged_image_is_not_held_again(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    give(cloud, image, CLEAN)

    moved = change(user, image, album=holding(user))

    assert moved["moderation"]["state"] == "clear"
    publish(cloud)
    assert cloud.cdn(path_of(moved)).status == 200


# Jobs in flight


def test_job_from_before_writes_nothing_public(cloud: Cloud, user: User, writes_to_public: list[str]) -> None:
    form = user.reserve("a.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, jpeg()))
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    job = job_of(cloud, image)
    change(user, image, album=holding(user))

    assert cloud.deliver("variant_consumer", job) == []

    assert writes_to_public == []


def test_ladder_under_way_leaves_nothing_public(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, jpeg()))
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    job, album = job_of(cloud, image), holding(user)

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job), call=3) as ladder:
        answer = user.call("PATCH", f"/v1/images/{image['id']}", {"album": album})
        assert answer.status == 503  # the writer has not ended: the record is changed, and a repetition does the rest
        ladder.end()
    change(user, image, album=album)
    publish(cloud)

    assert public(cloud, image) == []
    assert nobody_sees(cloud, image)
