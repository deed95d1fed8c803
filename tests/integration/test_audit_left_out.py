"""Where an operator leaves the library out of the audit log, it says so, and keeps what decides about rights."""

import pytest

from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.visibility import jpeg


@pytest.fixture(autouse=True)
def left_out(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api", AUDIT_LOGGING="off"))


def of_requests(user: User) -> list[tuple[str, str, int]]:
    """What is in the log, but for what functions do by themselves; the oldest first."""
    found = [each for each in entries(user) if each["method"] != "SYSTEM" or each["action"] == "leave_out"]
    return [(each["action"], each["resource_type"], each["http_status"]) for each in reversed(found)]


def test_changes_of_the_library_are_left_out_and_a_day_says_so_once(user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "a boat"}).status == 200
    assert user.call("POST", "/v1/albums", {"slug": "trips"}).status == 201
    assert user.call("POST", "/v1/albums", {"slug": "trips"}).status == 409
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204

    assert of_requests(user) == [("leave_out", "audit_log", 200)]
    (said,) = (each for each in entries(user) if each["action"] == "leave_out")
    assert (said["actor"], said["path"]) == ("system", "audit_logging=off")
    assert said["at"] == f"{said['details']['day']}T00:00:00Z"


def test_functions_that_start_anew_say_it_no_second_time(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("one", "two"):
        monkeypatch.setitem(cloud.functions, "api", cloud.started("api", AUDIT_LOGGING="off"))
        assert user.call("POST", "/v1/albums", {"slug": slug}).status == 201

    assert of_requests(user) == [("leave_out", "audit_log", 200)]


def test_what_decides_about_rights_is_always_in_the_log(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body
    assert user.call("PUT", "/v1/settings", {"theme": "dark"}).status == 200
    assert user.call("POST", f"/v1/images/{image['id']}/access-token").status == 200
    refused = cloud.api("DELETE", f"/v1/images/{image['id']}", headers={"authorization": f"Bearer {key['key']}"})
    assert refused.status == 403

    assert of_requests(user) == [
        ("leave_out", "audit_log", 200),
        ("create", "api_key", 201),
        ("update", "settings", 200),
        ("share", "image", 200),
        ("delete", "image", 403),
    ]
