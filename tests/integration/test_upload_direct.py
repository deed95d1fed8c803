"""Small files through the API: by a token that is good for one image, once, for fifteen minutes."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pixelflare.aws.objects import ObjectStore
from pixelflare.base import clock, signing
from schema.limits import MAX_DIRECT_BYTES
from tests.integration.cloud import Answer, Cloud, User, object_created
from tests.photographs import photograph

ROCKET = photograph("rocket.jpg")


def put(
    cloud: Cloud,
    form: Any,
    body: bytes,
    *,
    content_type: str | None = "image/jpeg",
    token: str | None = None,
    image_id: str | None = None,
) -> Answer:
    """As a client without any credentials sends it, and as an HTTP API hands it over: in base64."""
    path = f"/v1/upload/{image_id or form['imageId']}"
    query = f"token={form['token'] if token is None else token}"
    headers = {"content-type": content_type} if content_type else {}
    return cloud.api("PUT", path, query=query, headers=headers, body=body)


def quarantined(cloud: Cloud, form: Any) -> list[str]:
    return cloud.keys("UPLOADS_BUCKET", f"{form['image']['owner']}/{form['imageId']}/")


def test_bytes_put_with_the_token_become_a_ready_image(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")

    answer = put(cloud, form, ROCKET)

    assert (answer.status, answer.body["id"], answer.body["status"]) == (201, form["imageId"], "reserved")
    (key,) = quarantined(cloud, form)
    cloud.deliver("upload_consumer", object_created(key, len(ROCKET)))
    cloud.deliver("variant_consumer", *cloud.messages())
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "ready"


def test_reservation_names_the_address_to_put_to(user: User) -> None:
    form = user.reserve("small.jpg")

    address = urlsplit(form["direct_url"])
    assert address.path == f"/api/v1/upload/{form['imageId']}"
    assert parse_qs(address.query) == {"token": [form["token"]]}


def test_token_is_used_up_by_the_first_bytes(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")
    put(cloud, form, ROCKET)

    waiting = put(cloud, form, ROCKET)
    (key,) = quarantined(cloud, form)
    cloud.deliver("upload_consumer", object_created(key, len(ROCKET)))
    kept = put(cloud, form, ROCKET)

    for answer in (waiting, kept):
        assert (answer.status, answer.body["error"]["code"]) == (409, "CONFLICT")
    assert quarantined(cloud, form) == []


def test_second_bytes_are_not_said_to_be_taken_when_the_first_were_accepted_in_between(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = user.reserve("small.jpg")
    write_once = ObjectStore.write_once

    def first_bytes_first(self: ObjectStore, key: str, body: bytes, *, content_type: str) -> bool:
        cloud.put("UPLOADS_BUCKET", key, ROCKET, "image/jpeg")
        cloud.deliver("upload_consumer", object_created(key, len(ROCKET)))
        return write_once(self, key, body, content_type=content_type)

    monkeypatch.setattr(ObjectStore, "write_once", first_bytes_first)
    answer = put(cloud, form, photograph("retina.jpg"))

    assert answer.status == 409
    (late,) = quarantined(cloud, form)
    cloud.deliver("upload_consumer", object_created(late, 1))
    assert quarantined(cloud, form) == []
    assert user.call("GET", f"/v1/images/{form['imageId']}").body["size_bytes"] == len(ROCKET)


def token_of(cloud: Cloud, claims: dict[str, Any], *, key: bytes | None = None) -> str:
    name = cloud.variables["UPLOAD_TOKEN_KEY_PARAMETER"]
    ours = cloud.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"].encode()
    return signing.sign(json.dumps(claims).encode(), key=key or ours)


def test_token_that_is_not_ours_or_not_for_this_image_is_refused(cloud: Cloud, user: User) -> None:
    form, other = user.reserve("small.jpg"), user.reserve("other.jpg")
    claims = json.loads(base64.urlsafe_b64decode(form["token"].partition(".")[0] + "=="))
    forged = token_of(cloud, claims, key=b"guessed")
    stretched = signing.sign(json.dumps(claims | {"exp": claims["exp"] + 9}).encode(), key=b"x").partition(".")[0]

    for token in (
        "",
        "x",
        forged,
        other["token"],
        form["token"][:-1],
        f"{stretched}.{form['token'].partition('.')[2]}",
    ):
        answer = put(cloud, form, ROCKET, token=token)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED"), token
    assert put(cloud, form, ROCKET, image_id=other["imageId"]).status == 401
    assert quarantined(cloud, form) == quarantined(cloud, other) == []


def test_token_runs_out_after_fifteen_minutes(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    form = user.reserve("small.jpg")
    later = clock.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert put(cloud, form, ROCKET).status == 401


def test_owner_named_in_a_token_is_nobody_elses(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")
    claims = json.loads(base64.urlsafe_b64decode(form["token"].partition(".")[0] + "=="))
    stranger = cloud.user(f"stranger-to-{user.name}").reserve("x.jpg")["image"]["owner"]

    answer = put(cloud, form, ROCKET, token=token_of(cloud, claims | {"owner": stranger}))

    assert answer.status == 404
    assert quarantined(cloud, form) == []


def test_more_than_four_mebibytes_are_too_many(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")

    over = put(cloud, form, b"x" * (MAX_DIRECT_BYTES + 1))
    exact = put(cloud, form, b"x" * MAX_DIRECT_BYTES)

    assert (over.status, over.body["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert exact.status == 201


def test_more_bytes_than_were_declared_are_too_many(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg", size_bytes=len(ROCKET) - 1)

    assert put(cloud, form, ROCKET).status == 413
    assert quarantined(cloud, form) == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/pdf", "x"])
def test_type_of_no_picture_is_refused(cloud: Cloud, user: User, content_type: str) -> None:
    form = user.reserve("small.jpg")

    answer = put(cloud, form, ROCKET, content_type=content_type)

    assert (answer.status, answer.body["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert quarantined(cloud, form) == []


def test_type_may_be_spelled_in_any_way_because_the_bytes_decide(cloud: Cloud, user: User) -> None:
    for filename, content_type in (
        ("a.jpg", "Image/JPEG; q=1"),
        ("b.jpg", "application/octet-stream"),
        ("c.jpg", "image/png"),
    ):
        assert put(cloud, user.reserve(filename), ROCKET, content_type=content_type).status == 201


def test_empty_body_is_refused(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")

    assert put(cloud, form, b"").status == 400
    assert put(cloud, form, ROCKET).status == 201  # the token is not used up by it


def test_image_deleted_meanwhile_is_not_there(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")
    user.call("DELETE", f"/v1/images/{form['imageId']}")

    assert put(cloud, form, ROCKET).status == 404


def test_bytes_that_are_no_picture_end_rejected(cloud: Cloud, user: User) -> None:
    form = user.reserve("small.jpg")
    put(cloud, form, b"<script>")
    (key,) = quarantined(cloud, form)

    cloud.deliver("upload_consumer", object_created(key, 8))

    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert (image["status"], image["reason"]) == ("rejected", "unsupported_type")


def test_token_stands_in_no_log(cloud: Cloud, user: User, capsys: pytest.CaptureFixture[str]) -> None:
    form = user.reserve("small.jpg")

    put(cloud, form, ROCKET)
    put(cloud, form, ROCKET)
    put(cloud, form, b"")

    written = capsys.readouterr()
    assert form["token"] not in written.out + written.err


def at_once(cloud: Cloud, user: User, body: bytes, query: str = "filename=small.jpg") -> Answer:
    headers = {"authorization": f"Bearer {user.token()}", "content-type": "image/jpeg"}
    return cloud.api("POST", "/v1/upload", query=query, headers=headers, body=body)


def test_picture_in_one_request_becomes_a_ready_image_at_the_address_that_was_told(cloud: Cloud, user: User) -> None:
    answer = at_once(cloud, user, ROCKET, "filename=small.jpg&album=trips")

    assert (answer.status, answer.body["status"], answer.body["album"]) == (201, "reserved", "trips")
    assert urlsplit(answer.body["cdn_url"]).path.endswith("/trips/small.jpg")
    (key,) = cloud.keys("UPLOADS_BUCKET", f"{answer.body['owner']}/{answer.body['id']}/")
    cloud.deliver("upload_consumer", object_created(key, len(ROCKET)))
    cloud.deliver("variant_consumer", *cloud.messages())
    ready = user.call("GET", f"/v1/images/{answer.body['id']}").body
    assert (ready["status"], urlsplit(ready["cdn_url"]).path) == ("ready", urlsplit(answer.body["cdn_url"]).path)


def test_second_picture_of_one_name_gets_a_number(cloud: Cloud, user: User) -> None:
    first, second = (at_once(cloud, user, ROCKET + bytes([n])).body["filename"] for n in range(2))
    assert (first, second) == ("small.jpg", "small-1.jpg")


def test_one_request_needs_a_picture_a_name_and_the_right_to_write(cloud: Cloud, user: User) -> None:
    assert at_once(cloud, user, b"").status == 400
    assert at_once(cloud, user, ROCKET, "").status == 400
    assert cloud.api("POST", "/v1/upload", query="filename=a.jpg", body=ROCKET).status == 401
    assert user.call("GET", "/v1/images").body["data"] == []


def in_form(user: User, *, query: str = "", **sent: Any) -> Answer:
    request = httpx.Request("POST", "https://img.example", **sent)
    headers = {"authorization": f"Bearer {user.token()}", "content-type": request.headers["content-type"]}
    return user.cloud.api("POST", "/v1/upload", query=query, headers=headers, body=request.read())


def test_picture_in_a_form_becomes_an_image_as_the_form_calls_it(cloud: Cloud, user: User) -> None:
    answer = in_form(user, files={"smfile": ("Größe.jpg", ROCKET, "image/jpeg")}, data={"album": "trips"})

    assert (answer.status, answer.body["album"], answer.body["display_name"]) == (201, "trips", "Größe.jpg")
    (key,) = cloud.keys("UPLOADS_BUCKET", f"{answer.body['owner']}/{answer.body['id']}/")
    assert cloud.body("UPLOADS_BUCKET", key) == ROCKET


def test_names_outside_a_form_go_before_those_in_it(user: User) -> None:
    form = {"files": {"file": ("a.jpg", ROCKET)}, "data": {"filename": "b.jpg", "album": "b"}}

    assert in_form(user, **form).body["filename"] == "b.jpg"
    named = in_form(user, query="filename=c.jpg&album=c", **form).body
    assert (named["filename"], named["album"]) == ("c.jpg", "c")


def test_form_without_one_picture_is_refused_and_leaves_nothing(user: User) -> None:
    two = [("file", ("a.jpg", ROCKET)), ("file", ("b.jpg", ROCKET))]

    refused = [
        in_form(user, files=two),
        in_form(user, files={"file": ("a.jpg", b"")}),
        in_form(user, files={"file": ("", ROCKET)}),
        in_form(user, files={"file": ("a.jpg", ROCKET)}, data={"album": "No Slug"}),
        in_form(user, files={"file": ("a.html", b"<p>", "text/html")}),
    ]

    assert [answer.status for answer in refused] == [400, 400, 400, 400, 415]
    assert user.call("GET", "/v1/images").body["data"] == []
