"""Reports by anybody, and what operators take down: told as 451 on every way, to everybody but its owner."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from schema.limits import REPORTS_PER_HOUR
from tests.integration.cloud import Answer, Cloud, User

REASON = "a court has ordered it"


@pytest.fixture
def anna(cloud: Cloud) -> User:
    return cloud.user(f"anna-{uuid4().hex}")


def as_operator(user: User, method: str, path: str, body: Any = None, *, query: str = "") -> Answer:
    token = User(user.cloud, "operator-of-reports").token(**{"cognito:groups": ["operators"]})
    return user.call(method, path, body, query=query, authorization=f"Bearer {token}")


def report(user: User, address: str, **more: str) -> Answer:
    viewer = more.pop("viewer", None)
    form = urlencode({"address": address, "category": "privacy", "explanation": "", "email": ""} | more)
    return user.cloud.gallery("POST", "/report", form=form, viewer=viewer)


def open_reports(user: User, subject_id: str) -> list[dict[str, Any]]:
    """A session's other tests leave some, too."""
    listed, query = [], "limit=100"
    while True:
        page = as_operator(user, "GET", "/v1/admin/reports", query=query).body
        listed += page["data"]
        if not page["next_cursor"]:
            return [each for each in listed if each["subject_id"] == subject_id]
        query = f"limit=100&cursor={page['next_cursor']}"


def decide(user: User, found: dict[str, Any], decision: str, reason: str | None = None) -> Answer:
    return as_operator(
        user, "POST", f"/v1/admin/reports/{found['id']}/decide", {"decision": decision, "reason": reason}
    )


def test_anybody_may_report_a_picture_by_any_of_its_addresses(anna: User, rocket: bytes) -> None:
    image = anna.upload(rocket, "a.jpg", tags=["sea"])
    path = f"/{image['owner']}/default/a.jpg"
    form = anna.cloud.gallery("GET", "/report")
    assert (form.status, form.headers["Cache-Control"], "<script" in form.body) == (200, "private, no-store", False)

    for address in (f"https://d.example{path}/w512?v=1", path, f"d.example/i/{image['id']}"):
        assert "Thank you" in report(anna, address, explanation="My face <b>").body
    found = open_reports(anna, image["id"])
    assert {(each["subject"], each["owner"], each["category"], each["state"]) for each in found} == {
        ("image", image["owner"], "privacy", "open")
    }
    assert len(found) == 3


@pytest.mark.parametrize(
    ("address", "more", "status"),
    [
        ("https://d.example/nobody/default/a.jpg", {}, 404),
        ("https://elsewhere.example/", {}, 404),
        ("", {}, 400),
        ("/a/b/c.jpg", {"category": "boring"}, 400),
        ("/a/b/c.jpg", {"email": "not an address"}, 400),
        ("/a/b/c.jpg", {"explanation": "x" * 2001}, 400),
    ],
)
def test_what_leads_nowhere_is_said_with_what_was_entered(
    anna: User, address: str, more: dict[str, str], status: int
) -> None:
    answer = report(anna, address, **more)
    assert (answer.status, 'role="alert"' in answer.body) == (status, True)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_network_may_send_a_few_reports_an_hour(anna: User) -> None:
    sent = [report(anna, "/nobody/a/a.jpg", viewer="203.0.113.99").status for _ in range(REPORTS_PER_HOUR + 1)]
    assert sent == [404] * REPORTS_PER_HOUR + [429]


def test_a_picture_that_is_taken_down_answers_451_on_every_way_until_that_is_undone(anna: User, rocket: bytes) -> None:
    cloud = anna.cloud
    image = anna.upload(rocket, "a.jpg")
    shared = anna.call("POST", "/v1/albums/default/shares", {}).body
    report(anna, f"/i/{image['id']}")
    (found,) = open_reports(anna, image["id"])
    paths = [f"/{image['owner']}/default/a.jpg{end}" for end in ("", "/w512.avif", "/w256.jpg", "/f=json.json")]
    before, purged = [cloud.cdn(path).status for path in paths], len(cloud.purged())
    assert decide(anna, found, "take_down").status == 400

    decided = decide(anna, found, "take_down", REASON)

    assert (decided.status, decided.body["state"]) == (200, "taken_down")
    assert [cloud.cdn(path).status for path in paths] == [451] * len(paths)
    assert cloud.cdn(paths[0]).body["error"]["code"] == "TAKEN_DOWN"
    assert cloud.link(f"/i/{image['id']}").status == 451
    assert cloud.keys("PUBLIC_BUCKET", f"{image['owner']}/default/a.jpg") == []
    assert image["id"].replace("_", "-").lower() in str(cloud.purged()[purged:])
    assert "a.jpg" not in cloud.gallery("GET", f"/s/{shared['url'].rpartition('/')[2]}").body
    assert open_reports(anna, image["id"]) == []

    assert decide(anna, found, "reopen").body["state"] == "open"
    cloud.deliver("variant_consumer", *cloud.messages())
    assert [cloud.cdn(path).status for path in paths] == before == [200] * len(paths)
    assert len(open_reports(anna, image["id"])) == 1


def test_its_owner_is_told_why_and_can_do_nothing_about_it(anna: User, rocket: bytes) -> None:
    image = anna.upload(rocket, "a.jpg", visibility="private")
    path = f"/v1/images/{image['id']}"
    for _ in range(2):
        answer = as_operator(anna, "PUT", f"/v1/admin/images/{image['id']}/takedown", {"reason": REASON})
        assert answer.body == {
            "image_id": image["id"],
            "owner": image["owner"],
            "is_taken_down": True,
            "reason": REASON,
        }

    told = anna.call("GET", path).body["moderation"]
    assert (told["state"], told["takedown_reason"], told["decided_by"]) == ("taken_down", REASON, "operator")
    for ask in (("POST", f"{path}/approve"), ("POST", f"{path}/reject"), ("POST", f"{path}/access-token")):
        refused = anna.call(*ask)
        assert (refused.status, refused.body["error"]["code"]) == (409, "WITHHELD")
    assert anna.call("PATCH", path, {"visibility": "public", "filename": "b.jpg"}).status == 200
    assert anna.cloud.cdn(f"/{image['owner']}/default/b.jpg").status == 451
    anna.call("DELETE", path)
    anna.call("POST", f"{path}/restore")
    assert anna.cloud.cdn(f"/{image['owner']}/default/b.jpg").status == 451
    assert anna.call("PUT", f"/v1/admin/images/{image['id']}/takedown", {"reason": REASON}).status == 403


def test_what_was_rejected_before_it_was_taken_down_is_so_afterwards(anna: User, rocket: bytes) -> None:
    image = anna.upload(rocket, "a.jpg")
    assert anna.call("POST", f"/v1/images/{image['id']}/reject").status == 200
    takedown = f"/v1/admin/images/{image['id']}/takedown"
    as_operator(anna, "PUT", takedown, {"reason": REASON})
    for _ in range(2):
        assert as_operator(anna, "DELETE", takedown).body["is_taken_down"] is False
    told = anna.call("GET", f"/v1/images/{image['id']}").body["moderation"]
    assert (told["state"], told["takedown_reason"]) == ("rejected", None)
    assert anna.cloud.cdn(f"/{image['owner']}/default/a.jpg").status == 404


def test_a_link_to_an_album_can_be_taken_down_and_given_back(anna: User, rocket: bytes) -> None:
    anna.upload(rocket, "a.jpg")
    shared = anna.call("POST", "/v1/albums/default/shares", {}).body
    path = f"/s/{shared['url'].rpartition('/')[2]}"
    assert "Thank you" in report(anna, shared["url"]).body
    (found,) = open_reports(anna, shared["id"])
    decide(anna, found, "take_down", REASON)

    page = anna.cloud.gallery("GET", path)
    assert (page.status, "This was taken down" in page.body) == (451, True)
    told = anna.call("GET", f"/v1/shares/{shared['id']}").body
    assert (told["state"], told["takedown_reason"]) == ("taken_down", REASON)
    decide(anna, found, "dismiss")
    assert anna.cloud.gallery("GET", path).status == 200
    decided = as_operator(anna, "GET", "/v1/admin/reports", query="state=decided").body["data"]
    assert (decided[0]["id"], decided[0]["state"]) == (found["id"], "dismissed")


def test_reports_are_for_operators_only(anna: User) -> None:
    assert anna.call("GET", "/v1/admin/reports").status == 403
    nowhere = "/v1/admin/reports/rpt_01J8ZQ4T0RBXN2M3K4P5Q6R7S8/decide"
    assert as_operator(anna, "POST", nowhere, {"decision": "dismiss"}).status == 404
