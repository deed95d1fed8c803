"""Links to albums: what their owner says of them, and what whoever has one gets to see."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.base import clock
from schema.limits import GALLERY_PAGES_PER_MINUTE, PASSWORD_ATTEMPTS_PER_HOUR
from tests.integration.cloud import Answer, Cloud, User

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow ones are tried in tests/unit/test_share_passwords.py."""
    monkeypatch.setattr("pixelflare.sharing.passwords._COST", 16)


@pytest.fixture(scope="module")
def host(cloud: Cloud, rocket: bytes) -> User:
    """Somebody with an album of a public, an unlisted and a private picture."""
    host = cloud.user(f"host-{uuid4().hex}")
    host.call("POST", "/v1/albums", {"slug": "trip", "title": "Trip <to> the sea", "description": "Late & warm"})
    for visibility in ("public", "unlisted", "private"):
        title = f"The {visibility} <one>"
        host.upload(rocket, f"{visibility}.jpg", album="trip", visibility=visibility, title=title)
    return host


def share(host: User, **wishes: Any) -> Any:
    answer = host.call("POST", "/v1/albums/trip/shares", wishes)
    assert answer.status == 201, answer
    return answer.body


def path_of(shared: Any) -> str:
    return "/s/" + str(shared["url"]).rpartition("/s/")[2]


def look(host: User, shared: Any, **asked: Any) -> Answer:
    return host.cloud.gallery("GET", path_of(shared), **asked)


def refreshed(host: User, shared: Any) -> Any:
    return host.call("GET", f"/v1/shares/{shared['id']}").body


def test_the_link_shows_all_pictures_also_private_ones(host: User) -> None:
    page = look(host, share(host))

    assert page.status == 200
    assert page.body.count("<li ") == 3
    assert "<h1>Trip &lt;to&gt; the sea</h1>" in page.body
    assert "Late &amp; warm" in page.body
    assert "<one>" not in page.body
    assert re.search(r'src="/p/img_\w+\.jpg/w512\?v=[^"]*Signature=', page.body)
    assert "<script" not in page.body


def test_the_page_may_run_nothing_and_asks_not_to_be_found(host: User) -> None:
    page = look(host, share(host))

    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src 'self'; style-src 'sha256-")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert page.headers["cookies"] == ""


def test_a_page_that_all_see_alike_is_kept_by_the_edge_and_others_by_nobody(host: User) -> None:
    assert look(host, share(host)).headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    for wishes in ({"password": "open sesame"}, {"max_views": 3}):
        assert look(host, share(host, **wishes)).headers["Cache-Control"] == "private, no-store"


def test_what_the_table_has_opens_nothing(host: User) -> None:
    token = path_of(share(host)).removeprefix("/s/")
    assert len(token) == 24  # 144 bits
    assert token not in str(host.cloud.rows("CORE_TABLE"))


def test_without_downloads_the_addresses_of_private_pictures_open_sizes_only(host: User) -> None:
    with_files, without = look(host, share(host)), look(host, share(host, download=False))
    assert "download=" in with_files.body
    assert "download=" not in without.body
    assert "/original?" not in without.body

    def opened(page: Answer) -> str:
        import base64

        (policy, *_) = re.findall(r"Policy=([\w~-]+)", unescape(page.body))
        return base64.b64decode(policy.replace("-", "+").replace("_", "=").replace("~", "/")).decode()

    assert re.search(r"/p/img_\w+\.jpg/w\*", opened(without))
    assert re.search(r"/p/img_\w+\.jpg/\*", opened(with_files))


def test_titles_are_shown_where_the_owner_says_so(host: User) -> None:
    assert "The public &lt;one&gt;" in look(host, share(host, show_metadata=True)).body
    assert "The public" not in look(host, share(host)).body


def test_description_and_the_owners_date_are_shown_like_titles(host: User) -> None:
    (image, *_) = host.call("GET", "/v1/images", query="album=trip&visibility=public").body["data"]
    said = {"description": "With <Ada>\nat noon", "taken_at": "1985-06-01T12:00:00Z"}
    host.call("PATCH", f"/v1/images/{image['id']}", said)

    page = look(host, share(host, show_metadata=True)).body
    assert "With &lt;Ada&gt;\nat noon" in page
    assert "1985" in page
    assert not {"With", "1985"} & set(re.findall(r"\w+", look(host, share(host)).body))


def test_a_page_speaks_the_language_of_the_share(host: User) -> None:
    assert '<html lang="de">' in look(host, share(host, language="de")).body
    assert "Passwort" in look(host, share(host, language="de", password="Sesam öffne dich")).body


def test_views_are_counted_but_not_those_who_only_ask_whether_it_is_there(host: User) -> None:
    shared = share(host, name="for grandma")
    look(host, shared)
    look(host, shared)
    assert host.cloud.gallery("HEAD", path_of(shared)).status == 200

    listed = host.call("GET", "/v1/shares", query="album=trip").body["data"]
    (found,) = [each for each in listed if each["id"] == shared["id"]]
    assert (found["views"], found["name"], found["state"], found["version"]) == (2, "for grandma", "live", 1)
    assert found["last_viewed_at"] is not None
    assert found["url"] == shared["url"]
    assert host.call("GET", "/v1/shares", query="album=other").body["data"] == []


def test_a_password_is_asked_for_and_then_remembered(host: User) -> None:
    shared = share(host, password="Caf\u00e9 noir")
    path = path_of(shared)
    asked = look(host, shared)
    assert (asked.status, "Trip" in asked.body, 'type="password"' in asked.body) == (200, False, True)

    wrong = host.cloud.gallery("POST", path, form="password=caf%C3%A9+noir")
    assert (wrong.status, wrong.headers["cookies"]) == (403, "")
    right = host.cloud.gallery("POST", path, form="password=Cafe%CC%81+noir")  # as a Mac types it
    assert (right.status, right.headers["Location"]) == (303, path)
    cookie = right.headers["cookies"]
    assert f"Path={path}; Max-Age=43200; HttpOnly; Secure; SameSite=Lax" in cookie
    assert "Trip" in look(host, shared, cookie=cookie.partition(";")[0]).body
    assert "Trip" not in look(host, share(host, password="other"), cookie=cookie.partition(";")[0]).body
    assert refreshed(host, shared)["views"] == 1


def test_a_new_password_is_asked_of_everybody(host: User) -> None:
    shared = share(host, password="first")
    cookie = host.cloud.gallery("POST", path_of(shared), form="password=first").headers["cookies"].partition(";")[0]

    changed = host.call("PATCH", f"/v1/shares/{shared['id']}", {"password": "second"})

    assert (changed.body["has_password"], "password" in changed.body) == (True, False)
    assert "Trip" not in look(host, shared, cookie=cookie).body
    host.call("PATCH", f"/v1/shares/{shared['id']}", {"password": None})
    assert "Trip" in look(host, shared).body


def test_passwords_are_tried_a_few_times_an_hour_from_one_network(host: User) -> None:
    path, viewer = path_of(share(host, password="right")), "198.51.100.77"
    tried = [
        host.cloud.gallery("POST", path, form="password=wrong", viewer=viewer).status
        for _ in range(PASSWORD_ATTEMPTS_PER_HOUR + 1)
    ]
    assert tried == [403] * PASSWORD_ATTEMPTS_PER_HOUR + [429]
    assert host.cloud.gallery("POST", path, form="password=right", viewer=viewer).status == 429
    assert host.cloud.gallery("POST", path, form="password=right").status == 303


def test_an_album_with_a_limit_is_opened_by_a_button_so_previews_do_not_count(host: User) -> None:
    shared = share(host, max_views=1)
    preview = look(host, shared)
    assert "<li " not in preview.body
    assert "Trip &lt;to&gt; the sea" in preview.body
    assert refreshed(host, shared)["views"] == 0

    opened = host.cloud.gallery("POST", path_of(shared))
    assert opened.body.count("<li ") == 3
    assert look(host, shared).status == 410
    assert host.cloud.gallery("POST", path_of(shared)).status == 410
    assert refreshed(host, shared)["state"] == "used_up"
    host.call("PATCH", f"/v1/shares/{shared['id']}", {"max_views": 2})
    assert host.cloud.gallery("POST", path_of(shared)).status == 200


def test_the_limit_of_views_holds_when_many_open_it_at_once(host: User) -> None:
    shared = share(host, max_views=3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: host.cloud.gallery("POST", path_of(shared)).status, range(8)))
    assert sorted(answers) == [200] * 3 + [410] * 5
    assert refreshed(host, shared)["views"] == 3


def test_an_expired_link_says_so(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = share(host, expires_at=(datetime.now(UTC) + HOUR).isoformat())
    assert look(host, shared).status == 200
    later = clock.now() + 2 * HOUR
    monkeypatch.setattr(clock, "now", lambda: later)
    host.cloud.services("gallery").__dict__.pop("gallery", None)  # its clock is the real one's function
    page = look(host, shared)
    host.cloud.services("gallery").__dict__.pop("gallery", None)
    assert (page.status, "no longer valid" in page.body) == (410, True)
    assert host.call("POST", "/v1/albums/trip/shares", {"expires_at": "2020-01-01T00:00:00Z"}).status == 400


def test_a_revoked_link_leads_nowhere_at_once_and_the_edge_forgets_it(host: User) -> None:
    shared = share(host)
    look(host, shared)
    assert host.call("DELETE", f"/v1/shares/{shared['id']}").status == 204

    page = look(host, shared)
    assert (page.status, "This link leads nowhere" in page.body) == (404, True)
    assert shared["id"].replace("_", "-").lower() in str(host.cloud.purged()[-1])
    assert host.call("DELETE", f"/v1/shares/{shared['id']}").status == 404
    assert shared["id"] not in str(host.call("GET", "/v1/shares").body)


def test_an_album_of_the_same_name_is_not_the_shared_one(host: User) -> None:
    host.call("POST", "/v1/albums", {"slug": "gone"})
    shared = host.call("POST", "/v1/albums/gone/shares", {}).body
    assert look(host, shared).body.count("No pictures yet") == 1
    assert host.call("DELETE", "/v1/albums/gone").status == 204
    host.call("POST", "/v1/albums", {"slug": "gone"})
    assert look(host, shared).status == 404
    assert host.call("POST", "/v1/albums/never/shares", {}).status == 404


def test_pages_of_an_album_with_a_limit_count_once(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.gallery.shared_album.GALLERY_PAGE_PICTURES", 2)
    shared = share(host, max_views=1)
    opened = host.cloud.gallery("POST", path_of(shared))
    assert opened.body.count("<li ") == 2
    (way,) = re.findall(r'href="[^"]*\?(after=[\w.-]+)"', opened.body)

    further = look(host, shared, query=way)
    assert further.body.count("<li ") == 1
    assert refreshed(host, shared)["views"] == 1
    assert look(host, share(host, max_views=1), query=way).body.count("<li ") == 0
    (cached_way,) = re.findall(r'href="[^"]*\?(after=[\w.-]+)"', look(host, share(host)).body)
    assert cached_way != way


def test_a_flood_from_one_network_is_refused_and_pages_come_by_the_distribution_only(host: User) -> None:
    path, viewer = f"/s/{'x' * 24}", "2001:db8::1"
    for _ in range(GALLERY_PAGES_PER_MINUTE):
        host.cloud.gallery("GET", path, viewer=viewer)
    # Some more are free again by now: they come back all the while.
    others = [host.cloud.gallery("GET", path, viewer="2001:db8::2") for _ in range(GALLERY_PAGES_PER_MINUTE)]
    flooded = others[-1]
    assert (flooded.status, int(flooded.headers["Retry-After"]) > 0) == (429, True)
    assert host.cloud.gallery("GET", path).status == 404
    assert host.cloud._http("gallery", "GET", path).status == 403


def test_at_most_a_hundred_links_at_once(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.sharing.store.MAX_SHARES", 2)
    other = host.cloud.user(f"few-{uuid4().hex}")
    made = [other.call("POST", "/v1/albums/default/shares", {}) for _ in range(3)]
    assert [answer.status for answer in made] == [201, 201, 409]
    assert made[2].body["error"]["code"] == "LIMIT_REACHED"
    other.call("DELETE", f"/v1/shares/{made[0].body['id']}")
    assert other.call("POST", "/v1/albums/default/shares", {}).status == 201


@pytest.mark.parametrize(
    "wishes",
    [{"max_views": 0}, {"password": "abc"}, {"password": "x" * 201}, {"language": "xx"}, {"expires_at": "2030-01-01"}],
)
def test_what_makes_no_sense_is_refused(host: User, wishes: dict[str, Any]) -> None:
    assert host.call("POST", "/v1/albums/trip/shares", wishes).status == 400
