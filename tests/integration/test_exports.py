"""Exports: everything that an owner has, each thing once, whatever is repeated or interrupted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from pixelflare.exports import content, go_on
from schema.budgets import ATTEMPTS
from schema.limits import EXPORT_DAYS, EXPORT_HOURS
from schema.messages.exports import ExportWork
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes
from tests.integration.domains import custom_domains
from tests.integration.exporting import archive, begin, broken, everything, finish, lines, parts, pictures, shown
from tests.integration.visibility import jpeg
from tests.photographs import photograph


@pytest.fixture(autouse=True)
def quiet(cloud: Cloud) -> None:
    cloud.forget_messages()


@pytest.fixture
def small(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pictures in a file."""
    services = cloud.services("export_consumer")
    monkeypatch.setitem(services.__dict__, "exports", replace(services.exports, part_files=2))


@pytest.fixture
def library(user: User) -> dict[str, bytes]:
    """What the pictures of a small library are to be called."""
    user.call("POST", "/v1/albums", {"slug": "trips", "title": "Trips"})
    user.upload(photograph("rocket.jpg"), "Strand bei Ebbe 🌊.JPG", album="trips", tags=["sea"], title="Ebb")
    user.upload(photograph("coffee.png"), "coffee.png", visibility="private")
    user.upload(jpeg(), "COFFEE.png.jpg", album="trips")
    binned = user.upload(jpeg(), "gone.jpg", album="trips")
    assert user.call("DELETE", f"/v1/images/{binned['id']}").status == 204
    return {
        "pictures/trips/Strand bei Ebbe 🌊.jpg": photograph("rocket.jpg"),
        "pictures/default/coffee.png": photograph("coffee.png"),
        "pictures/trips/COFFEE.png.jpg": jpeg(),
        "bin/trips/gone.jpg": jpeg(),
    }


def test_everything_of_an_owner_is_in_it(cloud: Cloud, user: User, library: dict[str, bytes]) -> None:
    assert user.call("PUT", "/v1/settings", {"theme": "dark"}).status == 200
    assert user.call("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aabbcc", "salt": "ddeeff"}).status == 200
    assert user.call("PATCH", "/v1/notices", {"image_flagged": True, "api_key_created": False}).status == 200
    hook = user.call("POST", "/v1/webhooks", {"url": "https://93.184.216.34/hook", "events": ["image.ready"]}).body
    with custom_domains(cloud) as domains:
        host, proof = (domain := domains.add(user, f"{user.name}.com"))["hostname"], domain["records"][0]["value"]
    job = begin(user)
    assert (job["state"], job["total_files"], job["parts_expected"]) == ("running", 4, 1)
    finish(cloud)
    job = shown(user, job)
    assert (job["state"], job["parts"], job["files"], job["missing"]) == ("done", 1, 4, 0)
    assert job["bytes"] == job["total_bytes"] == sum(map(len, library.values()))
    files = everything(cloud, user, job)
    assert pictures(files) == library
    images = {line["image_id"]: line for line in lines(files, "image")}
    places = {line["path"]: images[line["image_id"]] for line in lines(files, "file")}
    assert places.keys() == library.keys()
    sea = places["pictures/trips/Strand bei Ebbe 🌊.jpg"]
    assert (sea["title"], sea["tags"], sea["album"], sea["visibility"]) == ("Ebb", ["sea"], "trips", "public")
    assert {album["slug"]: album["title"] for album in lines(files, "album")}["trips"] == "Trips"
    assert [tag["tag"] for tag in lines(files, "tag")] == ["sea"]
    [person] = lines(files, "user")
    assert person["settings"]["theme"] == "dark"
    [notices], [webhook], [domain] = (lines(files, kind) for kind in ("notices", "webhook", "custom_domain"))
    assert (notices["image_flagged"], notices["api_key_created"]) == (True, False)
    assert (webhook["url"], webhook["events"]) == ("https://93.184.216.34/hook", ["image.ready"])
    assert (domain["host"], domain["status"]) == (host, "pending")
    actions = [line["action"] for line in lines(files, "audit_entry")]
    assert {"create", "accept", "publish", "delete"} <= set(actions)
    assert [line["month"] for line in lines(files, "receipt")] == [f"{clock.now():%Y-%m}"]
    [part] = parts(user, job)
    assert b"Unpack" in archive(cloud, part).read("README.txt")
    text = b"".join(body for name, body in files.items() if name.startswith("records/"))
    nonce_or_secret = (b"nonce", b"aabbcc", b"ddeeff", b"sealed", b"secret_access_key", proof.encode())
    nonce_or_secret += (hook["secret"].removeprefix("whsec_").encode(),)
    assert [word for word in nonce_or_secret if word in text] == []


def test_files_have_the_stated_size_and_each_thing_is_in_one_of_them(
    cloud: Cloud, user: User, library: dict[str, bytes], small: None
) -> None:
    job = begin(user)
    finish(cloud)
    job = shown(user, job)
    found = parts(user, job)
    assert [(part["number"], part["files"]) for part in found] == [(1, 2), (2, 2)]
    assert (job["state"], job["parts"], job["parts_expected"], job["files"]) == ("done", 2, 2, 4)
    assert pictures(everything(cloud, user, job)) == library
    assert [part["name"][-8:] for part in found] == ["-001.zip", "-002.zip"]


def test_owner_with_nothing_gets_a_file_with_the_records(cloud: Cloud, user: User) -> None:
    job = begin(user)
    finish(cloud)
    assert shown(user, job)["state"] == "done"
    files = everything(cloud, user, job)
    assert (pictures(files), len(lines(files, "user"))) == ({}, 1)


def test_picture_whose_bytes_are_gone_is_named_and_holds_up_nothing(
    cloud: Cloud, user: User, library: dict[str, bytes]
) -> None:
    image = user.upload(jpeg(), "lost.jpg")
    [key] = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image['id']}/")
    cloud.client("s3").delete_object(Bucket=cloud.variables["ORIGINALS_BUCKET"], Key=key)
    job = begin(user)
    finish(cloud)
    assert (shown(user, job)["missing"], shown(user, job)["files"]) == (1, 4)
    assert [line["image_id"] for line in lines(everything(cloud, user, job), "missing")] == [image["id"]]


def test_names_that_windows_takes_for_one_are_told_apart(cloud: Cloud, user: User, small: None) -> None:
    ids = [user.upload(jpeg(), name, album="a")["id"] for name in ("Bild.jpg", "bild.JPG", "BILD.jpeg", "con.jpg")]
    job = begin(user)
    finish(cloud)
    files = everything(cloud, user, job)
    names = sorted(pictures(files))
    assert names == sorted(
        [
            "pictures/a/Bild.jpg",
            f"pictures/a/bild-{ids[1][-8:].lower()}.jpg",
            "pictures/a/BILD.jpeg",
            "pictures/a/_con.jpg",
        ]
    )


def test_one_export_at_a_time_and_one_a_day(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begin(user)
    again = user.call("POST", "/v1/exports", {})
    assert (again.status, again.body["error"]["code"]) == (409, "ALREADY_RUNNING")
    finish(cloud)
    again = user.call("POST", "/v1/exports", {})
    assert (again.status, again.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 86_000 < int(again.headers["Retry-After"]) <= 86_401
    assert user.call("POST", f"/v1/exports/{job['id']}/cancel").status == 200
    assert user.call("POST", "/v1/exports", {}).status == 429
    real, later = clock.now, timedelta(hours=EXPORT_HOURS)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: real() + later)
        second = begin(user)
        assert user.call("POST", f"/v1/exports/{second['id']}/cancel").status == 200
    listed = user.call("GET", "/v1/exports").body["data"]
    assert [each["id"] for each in listed] == [second["id"], job["id"]]


def test_cancelled_export_has_no_files_whenever_it_is_cancelled(
    cloud: Cloud, user: User, library: dict[str, bytes], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    real = content._library

    def cancelled(*arguments: Any) -> bool:
        assert user.call("POST", f"/v1/exports/{job['id']}/cancel").body["state"] == "cancelled"
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(content, "_library", cancelled)
        assert cloud.deliver("export_consumer", message) == []
    finish(cloud)
    assert (shown(user, job)["state"], parts(user, job)) == ("cancelled", [])
    assert cloud.keys("EXPORTS_BUCKET", f"{owner}/") == []
    for _ in range(2):
        assert user.call("POST", f"/v1/exports/{job['id']}/cancel").status == 200
        finish(cloud)
    assert cloud.deliver("export_consumer", message) == []  # late
    assert cloud.keys("EXPORTS_BUCKET", f"{owner}/") == []


def test_files_of_an_export_that_is_done_are_removed_on_request_and_after_a_week(
    cloud: Cloud, user: User, library: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    finish(cloud)
    real = clock.now
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: real() + timedelta(days=EXPORT_DAYS, minutes=1))
        assert (shown(user, job)["state"], parts(user, job)) == ("expired", [])
    assert len(parts(user, job)) == 1
    assert user.call("POST", f"/v1/exports/{job['id']}/cancel").body["state"] == "cancelled"
    finish(cloud)
    assert cloud.keys("EXPORTS_BUCKET", f"{user.call('GET', '/v1/me').body['owner']}/") == []


def test_messages_that_come_twice_late_and_at_once_write_nothing_twice(
    cloud: Cloud, user: User, library: dict[str, bytes], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    real, nested = content._library, []

    def meanwhile(*arguments: Any) -> bool:
        nested.append(cloud.deliver("export_consumer", message))  # another run finds the export taken
        return real(*arguments)

    monkeypatch.setattr(content, "_library", meanwhile)
    for _ in range(3):
        assert cloud.deliver("export_consumer", message) == []
    finish(cloud)
    assert nested == [[]]
    assert (shown(user, job)["state"], shown(user, job)["parts"], shown(user, job)["files"]) == ("done", 2, 4)
    assert pictures(everything(cloud, user, job)) == library


def test_run_that_lost_its_lease_leaves_no_file(
    cloud: Cloud, user: User, library: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was so slow that another one has begun, and finished."""
    monkeypatch.setattr("pixelflare.exports.store.EXPORT_LEASE", timedelta())
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    real = content._library

    def slow(*arguments: Any) -> bool:
        monkeypatch.setattr(content, "_library", real)
        assert cloud.deliver("export_consumer", message) == []
        return real(*arguments)

    monkeypatch.setattr(content, "_library", slow)
    assert cloud.deliver("export_consumer", message) == []
    assert (shown(user, job)["state"], shown(user, job)["files"]) == ("done", 4)
    assert len(cloud.keys("EXPORTS_BUCKET", f"{user.call('GET', '/v1/me').body['owner']}/")) == 1
    assert pictures(everything(cloud, user, job)) == library


def test_process_may_die_after_any_of_its_writes(
    cloud: Cloud, user: User, library: dict[str, bytes], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixelflare.exports.store.EXPORT_LEASE", timedelta())
    owner = user.call("GET", "/v1/me").body["owner"]
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    finished = False
    for crash_after in range(1, 60):
        with counted_writes(crash_after=1 + crash_after % 5):
            try:
                assert cloud.deliver("export_consumer", message) == []
                finished = shown(user, job)["state"] == "done"
            except Crashed:
                continue
        if finished:
            break
    finish(cloud)
    job = shown(user, job)
    assert (job["state"], job["parts"], job["files"], job["problem"]) == ("done", 2, 4, None)
    assert pictures(everything(cloud, user, job)) == library
    assert len(cloud.keys("EXPORTS_BUCKET", f"{owner}/")) == 2


def test_outage_in_the_middle_of_a_picture_begins_the_file_anew(
    cloud: Cloud, user: User, library: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    s3 = cloud.client("s3")
    with monkeypatch.context() as patched:
        patched.setattr("pixelflare.aws.objects._pieces", broken)
        patched.setattr("pixelflare.aws.multipart_writer._PART_BYTES", 100)
        assert cloud.deliver("export_consumer", message) == ["0"]
    assert s3.list_multipart_uploads(Bucket=cloud.variables["EXPORTS_BUCKET"]).get("Uploads", []) == []
    assert cloud.deliver("export_consumer", message, attempt=2) == []
    assert pictures(everything(cloud, user, job)) == library


def test_export_whose_last_attempt_fails_says_so_and_another_may_begin(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")

    def unexpected(*_: Any) -> bool:
        raise RuntimeError("nobody has thought of this")

    with monkeypatch.context() as patched:
        patched.setattr(content, "_library", unexpected)
        for attempt in range(1, ATTEMPTS + 1):
            assert shown(user, job)["state"] == "running"
            assert cloud.deliver("export_consumer", message, attempt=attempt) == ["0"]
    assert shown(user, job)["state"] == "failed"
    assert "begin another" in shown(user, job)["problem"]
    assert user.call("POST", f"/v1/exports/{job['id']}/cancel").status == 409
    begin(user)


def test_export_whose_message_was_lost_begins_when_it_is_asked_for_again(cloud: Cloud, user: User) -> None:
    job = begin(user)
    cloud.forget_messages()
    assert user.call("POST", "/v1/exports", {}).status == 409
    finish(cloud)
    assert shown(user, job)["state"] == "done"


def test_export_that_nobody_works_on_any_more_counts_as_failed(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(hours=3))
    assert shown(user, job)["state"] == "failed"
    begin(user)


def test_time_that_is_over_ends_a_file_and_the_next_run_goes_on(
    cloud: Cloud, user: User, library: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user)
    [message] = cloud.messages("EXPORT_QUEUE_URL")
    services = cloud.services("export_consumer").exports
    runs = 0
    while shown(user, job)["state"] == "running":
        go_on(ExportWork(**message), services, time_left=lambda: timedelta(seconds=30))
        runs += 1
    assert (runs, shown(user, job)["parts"], shown(user, job)["files"]) == (4, 4, 4)
    assert pictures(everything(cloud, user, job)) == library
