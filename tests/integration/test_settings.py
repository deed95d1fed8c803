"""/v1/settings: an owner's preferences, all at once."""

from typing import Any

import pytest

from tests.integration.cloud import Answer, Cloud, User


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def test_settings_are_the_defaults_until_they_are_replaced(user: User) -> None:
    assert user.call("GET", "/v1/settings").body == {
        "default_album": "default",
        "default_visibility": "public",
        "strip_metadata": False,
        "theme": "system",
        "language": None,
        "blur_nsfw": True,
        "saved_presets": [],
        "embed_domain": None,
        "version": 1,
        "updated_at": user.call("GET", "/v1/me").body["created_at"],
    }


def test_options_are_saved_by_a_name_in_canonical_form(user: User) -> None:
    saved = [{"name": " Soft ", "options": "blur=3,width=300"}, {"name": "Blog", "options": "w=512"}]

    assert user.call("PUT", "/v1/settings", {"saved_presets": saved}).status == 200

    assert user.call("GET", "/v1/settings").body["saved_presets"] == [
        {"name": "Soft", "options": "w=300,blur=3"},
        {"name": "Blog", "options": "w=512"},
    ]


def test_settings_are_replaced_as_a_whole(user: User) -> None:
    user.call("PUT", "/v1/settings", {"theme": "dark", "default_album": "trips", "language": "pt-br"})
    replaced = user.call("PUT", "/v1/settings", {"strip_metadata": True})

    assert replaced.status == 200
    assert replaced.headers["ETag"] == '"3"'
    body = replaced.body
    assert (body["theme"], body["default_album"], body["language"]) == ("system", "default", None)
    assert body["strip_metadata"] is True
    assert user.call("GET", "/v1/settings").body == body


def test_settings_change_only_at_the_version_that_if_match_names(user: User) -> None:
    user.call("PUT", "/v1/settings", {"theme": "dark"})

    refused = user.call("PUT", "/v1/settings", {"theme": "light"}, if_match='"1"')
    assert code(refused) == (412, "PRECONDITION_FAILED")
    assert user.call("GET", "/v1/settings").body["theme"] == "dark"
    assert user.call("PUT", "/v1/settings", {"theme": "light"}, if_match='"2"').status == 200


def test_profile_and_settings_have_versions_of_their_own(user: User) -> None:
    user.call("PUT", "/v1/settings", {"theme": "dark"})

    assert user.call("GET", "/v1/me").body["version"] == 1


@pytest.mark.parametrize("body", [{"theme": "pink"}, {"unknown": 1}, {"language": "x"}, [], "null"])
def test_settings_that_can_not_be_are_refused(user: User, body: Any) -> None:
    assert code(user.call("PUT", "/v1/settings", body)) == (400, "VALIDATION_ERROR")


def test_settings_are_found_by_owner(cloud: Cloud, user: User) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    user.call("PUT", "/v1/settings", {"default_album": "trips"})

    uploads = cloud.services("api").upload_store
    assert uploads.existing(owner, albums=[], tags=[]).settings.default_album == "trips"
    assert uploads.existing("nobody", albums=[], tags=[]).settings.default_album == "default"
