"""Profiles at /u/{handle}: off at first, and then with public pictures of the albums that their owner names."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.cloud import Answer, Cloud, User


@pytest.fixture(scope="module")
def anna(cloud: Cloud, rocket: bytes) -> User:
    anna = cloud.user(f"anna-{uuid4().hex}")
    for slug in ("shown", "kept"):
        anna.call("POST", "/v1/albums", {"slug": slug, "title": f"Album <{slug}>"})
        for visibility in ("public", "unlisted", "private"):
            anna.upload(rocket, f"{visibility}.jpg", album=slug, visibility=visibility)
    flagged = anna.upload(rocket, "flagged.jpg", album="shown")
    assert anna.call("PATCH", f"/v1/images/{flagged['id']}/ai", {"nsfw": True}).status == 200
    return anna


@pytest.fixture
def handle(anna: User) -> str:
    handle = f"h-{uuid4().hex[:12]}"
    change(anna, handle=handle, public_profile=True, profile_albums=["shown", "gone"], display_name="Anna <B>")
    return handle


def change(anna: User, **fields: Any) -> Answer:
    answer = anna.call("PATCH", "/v1/me", fields)
    assert answer.status == 200, answer
    return answer


def look(anna: User, path: str, **asked: Any) -> Answer:
    return anna.cloud.gallery("GET", path, **asked)


def test_it_shows_the_albums_that_were_named_and_leads_to_each(anna: User, handle: str) -> None:
    page = look(anna, f"/u/{handle}")
    assert page.status == 200
    assert "<h1>Anna &lt;B&gt;</h1>" in page.body
    assert page.body.count("<li>") == 1
    assert f'href="/u/{handle}/shown"' in page.body
    assert "Album &lt;shown&gt;" in page.body
    assert "kept" not in page.body


def test_an_album_of_it_shows_public_pictures_that_nobody_has_flagged(anna: User, handle: str) -> None:
    page = look(anna, f"/u/{handle}/shown")
    assert page.body.count("<li ") == 1
    assert "/shown/public.jpg/" in page.body
    for other in ("unlisted", "flagged", "/p/img_"):
        assert other not in page.body
    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


@pytest.mark.parametrize("end", ["", "/shown"])
def test_it_is_off_at_first_and_can_be_switched_off_again_at_once(anna: User, handle: str, end: str) -> None:
    assert look(anna, f"/u/{handle}{end}").status == 200
    purged = len(anna.cloud.purged())
    change(anna, public_profile=None)
    assert look(anna, f"/u/{handle}{end}").status == 404
    owner = anna.call("GET", "/v1/me").body["owner"]
    assert f"prf-{owner}" in str(anna.cloud.purged()[purged:])
    new = anna.cloud.user(f"new-{uuid4().hex}")
    assert new.call("GET", "/v1/me").body["public_profile"] is False


def test_what_is_not_in_it_is_not_there(anna: User, handle: str) -> None:
    owner = anna.call("GET", "/v1/me").body["owner"]
    for path in (
        f"/u/{handle}/kept",
        f"/u/{handle}/gone",
        f"/u/{owner}",
        "/u/nobody-at-all",
        "/u/api",
        f"/u/{handle}/",
    ):
        assert look(anna, path).status == (200 if path.endswith(f"{handle}/") else 404), path
    change(anna, profile_albums=None)
    assert "Nothing to see here yet" in look(anna, f"/u/{handle}").body


def test_a_cover_that_not_everybody_may_see_is_not_shown(anna: User, handle: str, rocket: bytes) -> None:
    private = anna.upload(rocket, f"{uuid4().hex}.jpg", album="shown", visibility="private")
    anna.call("PATCH", "/v1/albums/shown", {"cover": private["id"]})
    page = look(anna, f"/u/{handle}")
    assert private["id"] not in page.body
    assert "/shown/public.jpg/" in page.body


def test_its_further_pages_come_by_cursors_of_its_own_albums_only(
    anna: User, handle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixelflare.gallery.profile.GALLERY_PAGE_PICTURES", 1)
    following = look(anna, f"/u/{handle}/shown").body
    assert "?after=" in following
    assert look(anna, f"/u/{handle}/shown", query="after=abc.def").status == 400


def test_it_speaks_the_owners_language(anna: User, handle: str) -> None:
    anna.call("PUT", "/v1/settings", {"language": "de-AT"})
    assert '<html lang="de">' in look(anna, f"/u/{handle}").body


def test_more_albums_than_a_profile_takes_are_refused(anna: User) -> None:
    albums = [f"a{number}" for number in range(31)]
    assert anna.call("PATCH", "/v1/me", {"profile_albums": albums}).status == 400
    assert change(anna, profile_albums=["b", "a", "b"]).body["profile_albums"] == ["b", "a"]
