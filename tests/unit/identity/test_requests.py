"""What users may say about themselves, choose, and ask of a key."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from schema.addresses.names import RESERVED_OWNERS, is_slug
from schema.identity.api_keys import CreateApiKey
from schema.identity.handles import RESERVED_HANDLES, is_handle
from schema.identity.scopes import Scope
from schema.identity.users import ChangeUser, PutSettings, Settings


@pytest.mark.parametrize("handle", ["alice", "a-b_c", "007", "x" * 30, "a" * 21, "alice1" * 3 + "01"])
def test_handle_may_be_chosen(handle: str) -> None:
    assert ChangeUser(handle=handle).handle == handle
    assert is_slug(handle)


@pytest.mark.parametrize(
    "handle",
    ["ab", "x" * 31, "Alice", "al ice", "-alice", "_a1", "ali.ce", "älice", "alice\n", "", "abcdefghij234567abcd"],
)
def test_handle_of_another_shape_or_like_an_owner_is_refused(handle: str) -> None:
    with pytest.raises(ValidationError):
        ChangeUser(handle=handle)


@pytest.mark.parametrize("word", ["www", "cdn", "help", "support", "root", "system", "pixelflare", "null", "api", "i"])
def test_reserved_word_is_no_handle(word: str) -> None:
    assert not is_handle(word)


@pytest.mark.parametrize(
    "handle", ["support-", "pixel-flare", "admin_", "s-u-p-p-o-r-t", "noreply", "no_reply", "w-w-w"]
)
def test_reserved_word_is_no_handle_with_separators_in_it_either(handle: str) -> None:
    assert not is_handle(handle)


def test_what_is_never_an_owner_is_never_a_handle() -> None:
    assert RESERVED_OWNERS <= RESERVED_HANDLES


@pytest.mark.parametrize(
    "profile",
    [
        {"display_name": ""},
        {"display_name": "   "},
        {"display_name": "a\nb"},
        {"display_name": "a\u202eb"},
        {"display_name": "x" * 256},
        {"bio": "a\x00b"},
        {"bio": "x" * 501},
        {"website": "javascript:alert(1)"},
        {"website": "//example.org"},
        {"website": "https://user:secret@example.org/"},
        {"website": "https://example.org/a b"},
        {"website": 'https://example.org/"onload="'},
        {"website": "https://example.org:99999/"},
        {"website": "https://exämple.org/"},
        {"website": "https://[::1"},
        {"website": "https:///path"},
        {"website": f"https://example.org/{'x' * 500}"},
        {"profile_picture": "http://example.org/a.jpg"},
        {"profile_picture": "data:image/png;base64,AAAA"},
        {"github": "-a"},
        {"github": "a--b"},
        {"github": "https://github.com/a"},
        {"plan_tier": "pro"},
        {"owner": "x"},
    ],
)
def test_profile_field_outside_its_range_is_refused(profile: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ChangeUser(**profile)


def test_profile_is_kept_as_people_write_it() -> None:
    said = ChangeUser(
        display_name="  Zoe\u0308 👩\u200d🚀 ",
        bio="one\ntwo",
        website="http://example.org/~a?b=c%20d#e",
        profile_picture="https://example.org/a.jpg",
        github="octo-cat",
    )

    assert said.display_name == "Zo\u00eb 👩\u200d🚀"
    assert said.model_dump(exclude_unset=True).keys() == {
        *("display_name", "bio", "website", "profile_picture", "github")
    }


@pytest.mark.parametrize(("written", "meant"), [("en", "en"), ("PT-br", "pt-BR"), ("zh-hans-cn", "zh-Hans-CN")])
def test_language_gets_its_customary_case(written: str, meant: str) -> None:
    assert PutSettings(language=written).language == meant


@pytest.mark.parametrize(
    "settings",
    [
        {"language": "klingonese"},
        {"language": "e"},
        {"theme": "pink"},
        {"default_album": "../x"},
        {"default_visibility": "secret"},
        {"blur_nsfw": "perhaps"},
        {"saved_presets": [{"name": "a", "options": "w=0"}]},
        {"saved_presets": [{"name": "a", "options": "nonsense=1"}]},
        {"saved_presets": [{"name": " ", "options": "w=1"}]},
        {"saved_presets": [{"name": "a", "options": "w=1"}, {"name": "a", "options": "w=2"}]},
        {"saved_presets": [{"name": str(n), "options": "w=1"} for n in range(51)]},
        {"unknown": 1},
    ],
)
def test_setting_outside_its_range_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PutSettings(**settings)


def test_presets_with_options_that_are_no_more_can_be_read() -> None:
    stored = {"saved_presets": [{"name": "Old", "options": "gone=1"}]}
    assert Settings.model_validate(stored).saved_presets[0].name == "Old"


def test_settings_written_by_a_later_version_can_be_read() -> None:
    assert Settings.model_validate({"theme": "dark", "added_next_year": 1}).theme == "dark"


@pytest.mark.parametrize(
    ("scopes", "strongest", "covered"),
    [
        (["read"], "read", ["read"]),
        (["write"], "write", ["read", "write"]),
        (["read", "admin"], "admin", ["read", "write", "admin"]),
    ],
)
def test_strongest_scope_counts_and_covers_the_weaker(scopes: list[str], strongest: str, covered: list[str]) -> None:
    scope = CreateApiKey(name="ci", scopes=scopes).scope

    assert (scope, scope.covered) == (strongest, covered)


def test_scopes_are_in_order() -> None:
    assert [one.covers(other) for one in Scope for other in Scope] == [
        *(True, False, False),
        *(True, True, False),
        *(True, True, True),
    ]


@pytest.mark.parametrize(
    "request_",
    [
        {"name": "", "scopes": ["read"]},
        {"name": " ", "scopes": ["read"]},
        {"name": "x" * 101, "scopes": ["read"]},
        {"name": "ci", "scopes": []},
        {"name": "ci", "scopes": ["root"]},
        {"name": "ci"},
        {"name": "ci", "scopes": ["read"], "allowed_ips": ["example.org"]},
        {"name": "ci", "scopes": ["read"], "allowed_ips": ["10.0.0.1/8"]},
        {"name": "ci", "scopes": ["read"], "allowed_ips": [f"192.0.2.{n}" for n in range(21)]},
        {"name": "ci", "scopes": ["read"], "expires_at": "2030-01-01T00:00:00"},
        {"name": "ci", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59-12:00"},
        {"name": "ci", "scopes": ["read"], "key_id": "key_aaaaaaaaaaaa"},
    ],
)
def test_key_that_can_not_be_is_refused(request_: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CreateApiKey(**request_)


def test_expiry_is_kept_in_utc_to_the_millisecond() -> None:
    asked = CreateApiKey(name="ci", scopes=["read"], expires_at="2030-01-01T02:00:00.123456+02:00")

    assert asked.expires_at == datetime(2030, 1, 1, 0, 0, 0, 123_000, tzinfo=UTC)
