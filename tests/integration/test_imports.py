"""Imports: each picture once, whatever is repeated, and what became of it is there to read."""

import ipaddress
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.base.errors import Unavailable
from pixelflare.imports import take as taking
from pixelflare.imports import work
from pixelflare.outgoing import OutgoingClient
from schema.budgets import ATTEMPTS
from schema.limits import IMPORT_CLAIMS
from tests.integration.audited import entries
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.explained import ask, explain
from tests.integration.importing import arrived, begin, finish, inspected, items, shown
from tests.photographs import photograph
from tests.source import Source, gives, source

HERE = ipaddress.ip_address("127.0.0.1")
TOO_LARGE = gives(b"", Content_Length=str(60 * 1024 * 1024))


@pytest.fixture
def served(tmp_path: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    answers = {
        "/a.jpg": gives(photograph("rocket.jpg")),
        "/again/a.jpg": gives(photograph("rocket.jpg")),
        "/b.png?v=2": gives(photograph("coffee.png")),
        "/large.jpg": TOO_LARGE,
        "/gone.jpg": gives(b"", status=404),
        "/drawing.svg": gives(b"<svg/>"),
    }
    with source(tmp_path, answers) as found:
        client = OutgoingClient(
            lookup=lambda host, port: [HERE], is_allowed=HERE.__eq__, tls=found.tls, port=found.port
        )
        monkeypatch.setattr(cloud.services("import_consumer"), "outgoing", client)
        monkeypatch.setattr("pixelflare.imports.imports.target_of", lambda address: address)
        monkeypatch.setattr(work, "_FIRST_PAUSE", timedelta())
        cloud.forget_messages()
        yield found


def named(served: Source, *paths: str, **more: Any) -> dict[str, Any]:
    return {"kind": "addresses", "addresses": [{"address": served.address(path)} | more for path in paths]}


def sealed(cloud: Cloud, job: dict[str, Any]) -> bool:
    """Whether the credentials of its source are stored."""
    [row] = [row for row in cloud.rows("EPHEMERAL_TABLE") if row["sk"]["S"] == job["id"]]
    return "sealed" in row


def counts(job: dict[str, Any]) -> tuple[int, ...]:
    return tuple(job[name] for name in ("found", "waiting", "imported", "skipped", "failed"))


def test_each_picture_of_a_list_becomes_an_image_or_says_why_not(cloud: Cloud, user: User, served: Source) -> None:
    source = named(served, "/a.jpg", "/b.png?v=2", "/large.jpg", "/gone.jpg", "/drawing.svg", title="One", tags=["old"])
    job = begin(user, source, album="trips", visibility="unlisted")
    assert (job["state"], counts(job)) == ("listing", (5, 5, 0, 0, 0))
    finish(cloud)
    job = shown(user, job)
    assert (job["state"], job["problem"], counts(job)) == ("done", None, (5, 0, 2, 0, 3))
    found = items(user, job)
    assert [(item["state"], item["code"]) for item in found] == [
        ("imported", None),
        ("imported", None),
        ("failed", "PAYLOAD_TOO_LARGE"),
        ("failed", "SOURCE_FAILED"),
        ("failed", "UNSUPPORTED_MEDIA_TYPE"),
    ]
    assert served.asked.count(("/gone.jpg", served.asked[0][1])) == 3  # a source may fail for a moment
    assert found[1]["address"] == served.address("/b.png")  # a query may hold a signature
    image = inspected(cloud, user, found[0]["image_id"])
    assert (image["status"], image["album"], image["title"], image["tags"]) == ("processing", "trips", "One", ["old"])
    assert (image["visibility"], image["imported_from"]) == ("unlisted", served.address("/a.jpg"))
    kinds = [(entry["action"], entry["resource_type"], entry["actor"]) for entry in entries(user)]
    assert kinds.count(("upload", "image", "system")) == 2
    assert user.call("GET", "/v1/usage").body["images"] == 2


def test_what_is_here_already_is_skipped_by_its_address_and_by_its_bytes(
    cloud: Cloud, user: User, served: Source
) -> None:
    begin(user, named(served, "/a.jpg"))
    finish(cloud)
    [first] = arrived(cloud, user)
    asked = len(served.asked)
    job = begin(user, named(served, "/a.jpg", "/again/a.jpg"))
    finish(cloud)
    assert [(item["state"], item["image_id"]) for item in items(user, job)] == [("skipped", first["id"])] * 2
    assert len(served.asked) == asked + 1  # what has the same address is not fetched again
    job = begin(user, named(served, "/a.jpg"), skip_duplicates=False)
    finish(cloud)
    assert counts(shown(user, job)) == (1, 0, 1, 0, 0)


def test_address_of_an_image_that_is_gone_for_good_is_forgotten_with_it(
    cloud: Cloud, user: User, served: Source
) -> None:
    begin(user, named(served, "/a.jpg"))
    finish(cloud)
    [first] = arrived(cloud, user)
    assert any(row["sk"]["S"].startswith("SO#") for row in cloud.rows("CORE_TABLE") if first["owner"] in str(row["pk"]))
    assert user.call("DELETE", f"/v1/images/{first['id']}", query="permanent=true").status in (200, 204)
    clean_up(cloud, timedelta(minutes=10))
    left = [row["sk"]["S"] for row in cloud.rows("CORE_TABLE") if first["owner"] in str(row["pk"])]
    assert not [sk for sk in left if sk.startswith("SO#")]
    job = begin(user, named(served, "/a.jpg"))
    finish(cloud)
    assert counts(shown(user, job)) == (1, 0, 1, 0, 0)


def test_address_that_a_list_names_twice_becomes_one_image(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/a.jpg", "/a.jpg"))
    finish(cloud)
    [first, second] = items(user, job)
    assert (first["state"], second["state"], second["image_id"]) == ("imported", "skipped", first["image_id"])
    assert len(arrived(cloud, user)) == 1


def test_dry_run_fetches_and_changes_nothing(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/a.jpg", "/gone.jpg"), dry_run=True)
    finish(cloud)
    assert [item["state"] for item in items(user, job)] == ["listed", "listed"]
    assert (served.asked, shown(user, job)["listed"], user.call("GET", "/v1/usage").body["images"]) == ([], 2, 0)


def test_run_that_dies_anywhere_leaves_nothing_twice(
    cloud: Cloud, user: User, served: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user, named(served, "/a.jpg", "/b.png?v=2"))
    [message] = cloud.messages("IMPORT_QUEUE_URL")
    monkeypatch.setattr(
        "pixelflare.imports.store.IMPORT_LEASE", timedelta()
    )  # it has ended when the message comes back
    for dying in ("_reserve", "_send"):
        real = getattr(taking, dying)

        def dies(*arguments: Any, _real: Any = real, **named: Any) -> Any:
            _real(*arguments, **named)
            raise Unavailable("the function was stopped", retry_after_seconds=1)

        with monkeypatch.context() as patched:
            patched.setattr(taking, dying, dies)
            assert cloud.deliver("import_consumer", message) == ["0"]
    for _ in range(2):
        assert cloud.deliver("import_consumer", message) == []
    finish(cloud)
    assert counts(shown(user, job)) == (2, 0, 2, 0, 0)
    images = arrived(cloud, user)
    assert sorted(image["id"] for image in images) == sorted(item["image_id"] for item in items(user, job))


def test_picture_that_ends_each_run_does_not_hold_up_the_others_for_ever(
    cloud: Cloud, user: User, served: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begin(user, named(served, "/a.jpg", "/b.png?v=2"))
    [message] = cloud.messages("IMPORT_QUEUE_URL")
    monkeypatch.setattr("pixelflare.imports.store.IMPORT_LEASE", timedelta())
    real = work.take

    def dies(item: Any, *arguments: Any, **more: Any) -> Any:
        if item.number == 0:
            raise RuntimeError("nobody has thought of this")
        return real(item, *arguments, **more)

    monkeypatch.setattr(work, "take", dies)
    ended = [cloud.deliver("import_consumer", message) for _ in range(IMPORT_CLAIMS + 1)]
    assert ended == [["0"]] * IMPORT_CLAIMS + [[]]
    assert (shown(user, job)["state"], counts(shown(user, job))) == ("done", (2, 0, 1, 0, 1))
    assert items(user, job)[0]["code"] == "INTERNAL_ERROR"


@pytest.mark.parametrize("state", ["listing", "running"])
def test_import_whose_message_becomes_a_dead_letter_has_failed_and_can_be_tried_again(
    cloud: Cloud, user: User, served: Source, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    job = begin(user, named(served, "/a.jpg"))
    [message] = cloud.messages("IMPORT_QUEUE_URL")
    begins_with = "_list" if state == "listing" else "_fetch"

    def dies(*_: Any, **__: Any) -> Any:
        raise RuntimeError("nobody has thought of this")

    with monkeypatch.context() as patched:
        patched.setattr(work, begins_with, dies)
        for attempt in range(1, ATTEMPTS + 1):
            assert shown(user, job)["state"] in ("listing", state)
            assert cloud.deliver("import_consumer", message, attempt=attempt) == ["0"]
    assert (shown(user, job)["state"], "unexpectedly" in shown(user, job)["problem"]) == ("failed", True)
    assert cloud.deliver("import_consumer", message) == []  # an operator has sent it back
    assert (shown(user, job)["state"], served.asked) == ("failed", [])
    assert user.call("POST", f"/v1/imports/{job['id']}/retry").status == 200
    finish(cloud)
    assert (shown(user, job)["state"], shown(user, job)["problem"], counts(shown(user, job))) == (
        "done",
        None,
        (1, 0, 1, 0, 0),
    )


def test_two_runs_at_once_share_the_pictures(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/a.jpg", "/b.png?v=2"))
    [message] = cloud.messages("IMPORT_QUEUE_URL")
    store = cloud.services("import_consumer").imports.store
    record = store.get(user.call("GET", "/v1/me").body["owner"], job["id"])
    [first, _] = store.waiting(record, limit=5)
    assert store.claim(record, first, now=record.created_at + timedelta(days=1))
    assert cloud.deliver("import_consumer", message) == []
    assert [path for path, _ in served.asked] == ["/b.png?v=2"]
    assert shown(user, job)["state"] == "running"  # the other run has the other picture


def test_cancelled_import_stops_and_keeps_what_it_has(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/a.jpg"))
    assert user.call("POST", f"/v1/imports/{job['id']}/cancel").body["state"] == "cancelled"
    finish(cloud)
    assert (shown(user, job)["state"], served.asked) == ("cancelled", [])
    assert user.call("POST", f"/v1/imports/{job['id']}/retry").status == 409


def test_failed_pictures_are_tried_again_when_asked(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/gone.jpg", "/a.jpg"))
    finish(cloud)
    assert user.call("POST", f"/v1/imports/{job['id']}/cancel").status == 409  # it is done
    again = user.call("POST", f"/v1/imports/{job['id']}/retry").body
    assert (again["state"], counts(again)) == ("running", (2, 1, 1, 0, 0))
    finish(cloud)
    assert (shown(user, job)["state"], counts(shown(user, job))) == ("done", (2, 0, 1, 0, 1))


def test_bucket_is_listed_with_its_folders_as_albums(
    cloud: Cloud, user: User, served: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, s3 = f"pictures-{uuid4().hex[:8]}", cloud.client("s3")
    s3.create_bucket(Bucket=name)
    for key in ("old/Trips/Été 2024/a.jpg", "old/notes.txt", "old/\x07b.jpg", "new/c.jpg"):
        s3.put_object(Bucket=name, Key=key, Body=photograph("rocket.jpg") + key.encode())
    source = {"kind": "bucket", "endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": name, "prefix": "old/"}
    job = begin(user, source | {"access_key_id": "a", "secret_access_key": "hidden-secret"})
    assert sealed(cloud, job)
    finish(cloud)
    assert counts(shown(user, job)) == (2, 0, 2, 0, 0)
    images = arrived(cloud, user)
    assert sorted((image["album"], image["filename"]) for image in images) == [
        ("default", "b.jpg"),
        ("trips-ete-2024", "a.jpg"),
    ]
    assert {image["imported_from"] for image in images} >= {f"s3://{name}/old/\x07b.jpg"}
    assert not sealed(cloud, job)  # nothing is left to ask for
    stored = [row for table in ("CORE_TABLE", "EPHEMERAL_TABLE", "AUDIT_TABLE") for row in cloud.rows(table)]
    assert "hidden-secret" not in json.dumps(stored, default=repr)


def test_no_more_than_three_run_at_once(user: User, served: Source) -> None:
    jobs = [begin(user, named(served, "/a.jpg")) for _ in range(3)]
    answer = user.call("POST", "/v1/imports", {"source": named(served, "/a.jpg")})
    assert (answer.status, answer.body["error"]["code"]) == (409, "LIMIT_REACHED")
    user.call("POST", f"/v1/imports/{jobs[0]['id']}/cancel")
    begin(user, named(served, "/a.jpg"))
    listed = user.call("GET", "/v1/imports", query="limit=2").body
    assert len(listed["data"]) == 2
    assert len(user.call("GET", "/v1/imports", query=f"cursor={listed['next_cursor']}").body["data"]) == 2


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "addresses", "addresses": []},
        {"kind": "addresses", "addresses": [{"address": "http://example.org/a.jpg"}]},
        {"kind": "addresses", "addresses": [{"address": "https://example.org/a.jpg", "album": "No Slug"}]},
        {"kind": "cloudinary", "cloud_name": "a/../b", "api_key": "1", "api_secret": "s"},
        {"kind": "nowhere"},
        {},
        7,
    ],
)
def test_source_that_cannot_be_is_a_400(user: User, source: Any) -> None:
    answer = user.call("POST", "/v1/imports", {"source": source})
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR"), answer


def test_address_in_a_private_network_is_never_asked(cloud: Cloud, user: User) -> None:
    cloud.forget_messages()
    asked = ["https://169.254.169.254/latest/meta-data/", "https://[::ffff:10.0.0.1]/a.jpg", "https://localhost/a.jpg"]
    job = begin(user, {"kind": "addresses", "addresses": [{"address": address} for address in asked]})
    finish(cloud)
    assert [(item["state"], item["code"]) for item in items(user, job)] == [("failed", "VALIDATION_ERROR")] * 3


def test_import_of_another_owner_is_not_there(cloud: Cloud, user: User, served: Source) -> None:
    job = begin(user, named(served, "/a.jpg"))
    other = cloud.user(f"other-{uuid4().hex[:8]}")
    for method, path in (("GET", ""), ("GET", "/items"), ("POST", "/cancel"), ("POST", "/retry")):
        assert other.call(method, f"/v1/imports/{job['id']}{path}").status == 404


def test_old_address_is_explained_as_the_image_that_came_from_it(cloud: Cloud, user: User, served: Source) -> None:
    begin(user, named(served, "/b.png?v=2"))
    finish(cloud)
    [image] = arrived(cloud, user)
    told = explain(user, served.address("/b.png?v=2"))
    assert (told["dialect"], told["image"]["id"]) == ("imported", image["id"])
    assert told["leads_to"].startswith(f"/{image['owner']}/default/b.png")
    other = cloud.user(f"other-{uuid4().hex[:8]}")
    for somebody, address in ((user, served.address("/b.png?v=3")), (other, served.address("/b.png?v=2"))):
        assert ask(somebody, address).status == 400  # no address of an image
