"""Invitations to albums: who sees what, who may add what, and how each of it ends."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.base import clock
from pixelflare.rate_limits import Limit
from schema.limits import INVITATION_DAYS
from tests.integration.audited import entries
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.leaving import SETTLED, THE_DAY, in_the_pool, leave, owner_of
from tests.integration.visiting import add, invite, join, with_handle

Guest = tuple[User, str]


@pytest.fixture
def host(cloud: Cloud, rocket: bytes) -> User:
    """Somebody with an album of a public and a private picture, and a picture elsewhere."""
    host, _ = with_handle(cloud, "host")
    host.call("POST", "/v1/albums", {"slug": "trip", "title": "To the sea"})
    for visibility in ("public", "private"):
        host.upload(rocket, f"{visibility}.jpg", album="trip", visibility=visibility, title="A rocket")
    host.upload(rocket, "elsewhere.jpg", album="home")
    return host


@pytest.fixture
def guest(cloud: Cloud) -> Guest:
    return with_handle(cloud, "guest")


def routes(shared_id: str, image_id: str) -> list[tuple[str, str, Any]]:
    """Everything that names an album of somebody else."""
    album = f"/v1/shared/{shared_id}"
    return [
        ("GET", album, None),
        ("GET", f"{album}/images", None),
        ("GET", f"{album}/images/{image_id}", None),
        ("POST", f"{album}/images", {"filename": "a.jpg"}),
        ("DELETE", f"{album}/images/{image_id}", None),
        ("DELETE", album, None),
        ("POST", f"/v1/invitations/{shared_id}/accept", None),
        ("DELETE", f"/v1/invitations/{shared_id}", None),
    ]


def pictures(guest: User, shared_id: str) -> list[Any]:
    answer = guest.call("GET", f"/v1/shared/{shared_id}/images")
    assert answer.status == 200, answer
    return list(answer.body["data"])


def members(host: User) -> list[Any]:
    return list(host.call("GET", "/v1/albums/trip/members").body["data"])


def with_email(cloud: Cloud, *, is_proven: bool = True) -> tuple[User, str]:
    """Somebody in the user pool, and the token that names the user there."""
    user = in_the_pool(cloud)
    proven = [{"Name": "email_verified", "Value": str(is_proven).lower()}]
    pool = cloud.variables["USER_POOL_ID"]
    cloud.client("cognito-idp").admin_update_user_attributes(UserPoolId=pool, Username=user.name, UserAttributes=proven)
    return user, f"Bearer {user.token(username=user.name)}"


def test_the_invited_sees_the_album_after_accepting_and_not_before(host: User, guest: Guest) -> None:
    person, handle = guest
    invited = invite(host, handle.upper())
    assert (invited["state"], invited["invited"], invited["role"]) == ("invited", handle, "viewer")
    assert person.call("GET", f"/v1/shared/{invited['id']}").status == 404
    (told,) = person.call("GET", "/v1/invitations").body["data"]
    assert (told["id"], told["title"], told["by"], told["invited"]) == (invited["id"], "To the sea", "Host", handle)

    assert person.call("POST", f"/v1/invitations/{invited['id']}/accept").body["title"] == "To the sea"

    assert person.call("GET", "/v1/invitations").body["data"] == []
    (album,) = person.call("GET", "/v1/shared").body["data"]
    assert album == person.call("GET", f"/v1/shared/{invited['id']}").body
    assert len(pictures(person, invited["id"])) == 2
    assert members(host)[0]["state"] == "accepted"
    assert owner_of(person) not in json.dumps(members(host)), "an owner id is nobody's business"
    noted = [(each["action"], each["details"]) for each in entries(host, "actor=system")]
    assert ("accept_invitation", {"album": "trip", "invited": handle}) in noted


def test_private_pictures_come_with_signed_addresses_and_metadata_as_the_owner_allows(host: User, guest: Guest) -> None:
    person, handle = guest
    shared_id = join(host, person, handle, download=False)
    private, public = pictures(person, shared_id)

    assert "Signature=" in private["variants"]["w512"]
    assert "Signature=" not in public["variants"]["w512"]
    assert {name[0] for name in private["variants"]} == {"w"}
    for picture in (private, public):
        assert (picture["title"], picture["exif"], picture["license"], picture["download_url"]) == (None,) * 4
        assert not picture.keys() & {"owner", "tags", "labels", "sha256", "imported_from"}

    told = {"download": True, "show_metadata": True}
    assert host.call("PATCH", f"/v1/albums/trip/members/{shared_id}", told).status == 200
    private, public = pictures(person, shared_id)
    assert (private["title"], public["title"]) == ("A rocket", "A rocket")
    assert private["exif"] is not None
    assert "Signature=" in private["download_url"]


def test_address_is_answered_alike_whether_somebody_has_it_or_not(cloud: Cloud, host: User) -> None:
    user, _ = with_email(cloud)
    answers = [invite(host, to) for to in (user.name, f"{uuid4().hex}@example.org", f"nobody-{uuid4().hex[:9]}")]
    shapes = [{name: type(value) for name, value in answer.items()} for answer in answers]
    assert shapes[0] == shapes[1] == shapes[2]
    assert {answer["state"] for answer in answers} == {"invited"}


def test_only_a_proven_address_finds_its_invitation(cloud: Cloud, host: User) -> None:
    for is_proven, found in ((False, 0), (True, 1)):
        user, token = with_email(cloud, is_proven=is_proven)
        invited = invite(host, user.name.upper())
        listed = user.call("GET", "/v1/invitations", authorization=token).body["data"]
        assert len(listed) == found
        answer = user.call("POST", f"/v1/invitations/{invited['id']}/accept", authorization=token)
        assert answer.status == (200 if is_proven else 404)


def test_api_key_finds_invitations_by_the_handle_only(cloud: Cloud, host: User) -> None:
    user, token = with_email(cloud)
    handle = f"keys-{uuid4().hex[:10]}"
    assert user.call("PATCH", "/v1/me", {"handle": handle}).status == 200
    by_email, by_handle = invite(host, user.name), invite(host, handle, album="home")
    made = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}, authorization=token)
    key = f"Bearer {made.body['key']}"
    found = user.call("GET", "/v1/invitations", authorization=key).body["data"]
    assert [each["id"] for each in found] == [by_handle["id"]]
    assert user.call("POST", f"/v1/invitations/{by_email['id']}/accept", authorization=key).status == 404
    assert user.call("POST", f"/v1/invitations/{by_handle['id']}/accept", authorization=key).status == 200
    assert user.call("GET", f"/v1/shared/{by_handle['id']}/images", authorization=key).status == 200


def test_invitations_of_a_day_are_limited(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.members.members._LIMIT", Limit("invitation", 1, timedelta(days=1)))
    invite(host, "a@example.org")
    too_many = host.call("POST", "/v1/albums/trip/members", {"to": "b@example.org"})
    assert refused(too_many) == (429, "RATE_LIMIT_EXCEEDED")
    assert len(members(host)) == 1


@pytest.mark.parametrize("ends", ["removed", "left", "album deleted", "never invited"])
def test_whoever_is_no_member_finds_nothing_on_any_route(cloud: Cloud, host: User, guest: Guest, ends: str) -> None:
    person, handle = guest
    image_id = host.call("GET", "/v1/images", query="album=trip").body["data"][0]["id"]
    shared_id = join(host, person, handle, role="contributor")
    asking = person
    if ends == "removed":
        assert host.call("DELETE", f"/v1/albums/trip/members/{shared_id}").status == 204
    elif ends == "left":
        assert person.call("DELETE", f"/v1/shared/{shared_id}").status == 204
    elif ends == "album deleted":
        ids = [each["id"] for each in host.call("GET", "/v1/images", query="album=trip").body["data"]]
        assert host.call("POST", "/v1/images/bulk", {"action": "delete", "ids": ids}).status == 200
        assert host.call("DELETE", "/v1/albums/trip").status == 204
        host.call("POST", "/v1/albums", {"slug": "trip"})
    else:
        asking = cloud.user(f"mallory-{uuid4().hex}")
    for method, path, body in routes(shared_id, image_id):
        answer = asking.call(method, path, body)
        assert (answer.status, answer.body["error"]["code"]) == (404, "NOT_FOUND"), (method, path)
    assert asking.call("GET", "/v1/shared").body["data"] == []
    if ends != "never invited":
        assert members(host) == []
        rows = [row for row in cloud.rows("CORE_TABLE") if shared_id in json.dumps(row)]
        assert [row for row in rows if row["sk"]["S"] not in ("#GRANTS", "MC#trip")] == []


def test_only_the_albums_own_pictures_are_found_in_it(host: User, guest: Guest) -> None:
    person, handle = guest
    shared_id = join(host, person, handle, role="contributor")
    elsewhere = host.call("GET", "/v1/images", query="album=home").body["data"][0]["id"]
    for method in ("GET", "DELETE"):
        assert person.call(method, f"/v1/shared/{shared_id}/images/{elsewhere}").status == 404
    assert host.call("GET", f"/v1/images/{elsewhere}").status == 200


def test_viewer_adds_nothing(host: User, guest: Guest) -> None:
    person, handle = guest
    shared_id = join(host, person, handle)
    image_id = pictures(person, shared_id)[0]["id"]
    for method, path, body in (
        ("POST", f"/v1/shared/{shared_id}/images", {"filename": "a.jpg"}),
        ("DELETE", f"/v1/shared/{shared_id}/images/{image_id}", None),
    ):
        assert person.call(method, path, body).status == 403


def test_what_a_contributor_adds_is_the_owners(cloud: Cloud, host: User, guest: Guest, rocket: bytes) -> None:
    person, handle = guest
    shared_id = join(host, person, handle, role="contributor")
    before = host.call("GET", "/v1/usage").body["images"]

    mine = add(cloud, person, shared_id, rocket)

    assert (mine["status"], mine["is_mine"]) == ("ready", True)
    assert [each["is_mine"] for each in pictures(person, shared_id)] == [True, False, False]
    kept = host.call("GET", f"/v1/images/{mine['id']}").body
    assert (kept["owner"], kept["album"], kept["added_by"]) == (owner_of(host), "trip", shared_id)
    assert host.call("GET", "/v1/usage").body["images"] != before
    assert person.call("GET", "/v1/images").body["data"] == []
    assert person.call("GET", f"/v1/images/{mine['id']}").status == 404
    noted = [each for each in entries(host, "actor=system") if each["action"] == "create"]
    assert noted[0]["details"]["member_id"] == shared_id
    theirs = pictures(person, shared_id)[1]["id"]
    assert person.call("DELETE", f"/v1/shared/{shared_id}/images/{theirs}").status == 403
    assert person.call("DELETE", f"/v1/shared/{shared_id}/images/{mine['id']}").status == 204
    assert host.call("GET", "/v1/images", query="deleted=true").body["data"][0]["id"] == mine["id"]


def test_picture_stays_with_the_owner_when_who_added_it_goes(
    cloud: Cloud, host: User, guest: Guest, rocket: bytes
) -> None:
    person, handle = guest
    shared_id = join(host, person, handle, role="contributor")
    mine = add(cloud, person, shared_id, rocket)
    assert host.call("DELETE", f"/v1/albums/trip/members/{shared_id}").status == 204
    assert host.call("GET", f"/v1/images/{mine['id']}").body["status"] == "ready"


def test_album_of_an_account_that_closes_is_shown_and_takes_nothing(cloud: Cloud, guest: Guest) -> None:
    host = in_the_pool(cloud)
    assert host.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    person, handle = guest
    shared_id = join(host, person, handle, role="contributor")
    assert leave(host).status == 200
    cloud.services("api").standings.forget(owner_of(host))
    assert person.call("GET", f"/v1/shared/{shared_id}/images").status == 200
    refused = person.call("POST", f"/v1/shared/{shared_id}/images", {"filename": "a.jpg"})
    assert (refused.status, refused.body["error"]["code"]) == (409, "CONFLICT")
    assert "details" not in refused.body["error"], "what is the matter with the account is the owner's affair"


@pytest.mark.parametrize("who", ["host", "guest"])
def test_nothing_names_either_of_them_when_an_account_is_removed(cloud: Cloud, who: str) -> None:
    leaver, (other, handle) = in_the_pool(cloud), with_handle(cloud, "other")
    own = f"leaver-{uuid4().hex[:8]}"
    assert leaver.call("PATCH", "/v1/me", {"handle": own}).status == 200
    host, person, invited = (leaver, other, handle) if who == "host" else (other, leaver, own)
    assert host.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    shared_id = join(host, person, invited)
    waiting = invite(host, f"{uuid4().hex}@example.org")
    owner = owner_of(leaver)
    assert leave(leaver).status == 200
    clean_up(cloud, THE_DAY)
    if who == "host":
        assert other.call("GET", f"/v1/shared/{shared_id}").status == 404
        assert other.call("GET", "/v1/shared").body["data"] == []
    else:
        assert [each["id"] for each in members(host)] == [waiting["id"]]
    clean_up(cloud, THE_DAY + SETTLED)
    words = {owner, shared_id, *([waiting["id"]] if who == "host" else [])}
    left = [row for row in cloud.rows("CORE_TABLE") if any(word in json.dumps(row) for word in words)]
    assert left == []


def test_invitation_ends_after_its_days(host: User, guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    person, handle = guest
    invited = invite(host, handle)
    later = datetime.now(UTC) + timedelta(days=INVITATION_DAYS, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert person.call("GET", "/v1/invitations").body["data"] == []
    assert person.call("POST", f"/v1/invitations/{invited['id']}/accept").status == 404
    assert members(host)[0]["state"] == "expired"


def test_next_invitation_to_an_album_removes_those_that_have_expired(
    host: User, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, handle = guest
    accepted, waiting = join(host, person, handle), invite(host, "waiting@example.org")
    later = datetime.now(UTC) + timedelta(days=INVITATION_DAYS, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    again = invite(host, "waiting@example.org")
    assert {each["id"]: each["state"] for each in members(host)} == {again["id"]: "invited", accepted: "accepted"}
    assert waiting["id"] not in json.dumps(host.cloud.rows("CORE_TABLE"))


def test_declined_invitation_is_told_and_over(host: User, guest: Guest) -> None:
    person, handle = guest
    invited = invite(host, handle)
    assert person.call("DELETE", f"/v1/invitations/{invited['id']}").status == 204
    assert members(host)[0]["state"] == "declined"
    for method, path, body in routes(invited["id"], f"img_{'0' * 26}"):
        assert person.call(method, path, body).status == 404


def test_nobody_accepts_an_own_invitation(cloud: Cloud) -> None:
    host, handle = with_handle(cloud, "alone")
    host.call("POST", "/v1/albums", {"slug": "trip"})
    invited = invite(host, handle)
    assert host.call("GET", "/v1/invitations").body["data"] == []
    assert host.call("POST", f"/v1/invitations/{invited['id']}/accept").status == 404


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def test_limits_and_repetitions_are_refused(host: User, guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    person, handle = guest
    shared_id = join(host, person, handle)
    again = host.call("POST", "/v1/albums/trip/members", {"to": f"@{handle}"})
    assert refused(again) == (409, "CONFLICT")
    monkeypatch.setattr("pixelflare.members.store.MAX_SHARED_WITH_ONE", 1)
    second = invite(host, handle, album="home")
    assert refused(person.call("POST", f"/v1/invitations/{second['id']}/accept")) == (409, "LIMIT_REACHED")
    assert person.call("DELETE", f"/v1/shared/{shared_id}").status == 204
    assert person.call("POST", f"/v1/invitations/{second['id']}/accept").status == 200
    monkeypatch.setattr("pixelflare.members.store.MAX_ALBUM_MEMBERS", 1)
    full = host.call("POST", "/v1/albums/home/members", {"to": "b@example.org"})
    assert refused(full) == (409, "LIMIT_REACHED")


@pytest.mark.parametrize(
    "to", ["", "a@b", "a b@example.org", "@", "No Handle", "x" * 300, "a@example.org\u202e", None, 7]
)
def test_what_is_neither_address_nor_handle_is_refused_and_leaves_nothing(cloud: Cloud, host: User, to: Any) -> None:
    assert refused(host.call("POST", "/v1/albums/trip/members", {"to": to})) == (400, "VALIDATION_ERROR")
    assert members(host) == []


def test_invitation_is_an_event_of_its_own(cloud: Cloud, host: User) -> None:
    hook = {"url": "https://93.184.216.34/hook", "events": ["album.shared"]}
    assert host.call("POST", "/v1/webhooks", hook).status == 201
    cloud.follow_changes()
    cloud.forget_messages()
    invited = invite(host, "friend@example.org")
    cloud.follow_changes()
    told = [each for each in cloud.messages("WEBHOOK_QUEUE_URL") if each.get("subject") == invited["id"]]
    assert [(each["kind"], each["album"]) for each in told] == [("album.shared", "trip")]
