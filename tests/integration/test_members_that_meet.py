"""Invitations that are answered twice, or while their owner takes them back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.members import MemberStore, accept, remove_member
from tests.integration.cloud import Cloud, User
from tests.integration.leaving import owner_of
from tests.integration.visiting import invite, join, with_handle

Guest = tuple[User, str]


@pytest.fixture
def host(cloud: Cloud) -> User:
    host, _ = with_handle(cloud, "host")
    assert host.call("POST", "/v1/albums", {"slug": "trip"}).status == 201
    return host


@pytest.fixture
def guest(cloud: Cloud) -> Guest:
    return with_handle(cloud, "guest")


def members(host: User) -> list[Any]:
    return list(host.call("GET", "/v1/albums/trip/members").body["data"])


def test_acceptance_whose_answer_was_lost_can_be_repeated(host: User, guest: Guest) -> None:
    person, handle = guest
    shared_id = join(host, person, handle)
    again = person.call("POST", f"/v1/invitations/{shared_id}/accept")
    assert (again.status, again.body["id"]) == (200, shared_id)
    assert [each["version"] for each in members(host)] == [2]


@pytest.mark.parametrize(("method", "status"), [("accept", 409), ("remove", 204)])
def test_acceptance_and_removal_that_meet_leave_nothing(
    cloud: Cloud, host: User, guest: Guest, monkeypatch: pytest.MonkeyPatch, method: str, status: int
) -> None:
    """The other one happens right before the first one writes."""
    person, handle = guest
    invited, services = str(invite(host, handle)["id"]), cloud.services("api").members
    owner, other, now = owner_of(host), owner_of(person), datetime.now(UTC)
    real, between = getattr(MemberStore, method), []

    def interrupted(*arguments: Any, **named: Any) -> None:
        if not between:
            between.append(method)
            if method == "accept":
                remove_member(owner, "trip", invited, members=services.members)
            else:
                accept(other, [handle], invited, services=services, now=now)
        real(*arguments, **named)

    monkeypatch.setattr(MemberStore, method, interrupted)
    if method == "accept":
        assert person.call("POST", f"/v1/invitations/{invited}/accept").status == status
    else:
        assert host.call("DELETE", f"/v1/albums/trip/members/{invited}").status == status
    assert between
    assert members(host) == []
    assert person.call("GET", "/v1/shared").body["data"] == []
    assert person.call("GET", f"/v1/shared/{invited}").status == 404
