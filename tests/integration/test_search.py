"""GET /v1/search finds what the records say, the best first, and only the owner's."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from local.tables.service import stream_of
from schema.library.images import Exif, Visibility
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.library_of_words import FIRST, WordLibrary


def search(user: User, text: str, **parameters: Any) -> Answer:
    return user.call(
        "GET", "/v1/search", query="&".join(f"{k}={quote(str(v))}" for k, v in {"q": text, **parameters}.items())
    )


def found(user: User, text: str, **parameters: Any) -> list[str]:
    answer = search(user, text, **parameters)
    assert answer.status == 200, answer.body
    return [hit["image"]["filename"] for hit in answer.body["data"]]


@pytest.fixture
def library(cloud: Cloud, user: User) -> WordLibrary:
    return WordLibrary(cloud, owner=user.call("GET", "/v1/me").body["owner"])


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "sea": {"a.jpg", "b.jpg"},
        "SEA dog": {"a.jpg"},
        "dog OR fog": {"a.jpg", "b.jpg"},
        "sea dog OR fog": {"a.jpg", "b.jpg"},
        "sea -dog": {"b.jpg"},
        '"green sea"': {"a.jpg"},
        '"sea green"': set(),
        '"green se"*': {"a.jpg"},
        "gre*": {"a.jpg", "c.jpg"},
        "tag:blue": {"b.jpg"},
        "-tag:blue": {"a.jpg", "c.jpg"},
        "album:trips sea": {"a.jpg"},
        'license:"CC BY 4.0"': {"c.jpg"},
        "is:private": {"b.jpg"},
        "type:jpg": {"a.jpg", "b.jpg", "c.jpg"},
        "camera:leica": {"c.jpg"},
        "before:2024": {"a.jpg", "b.jpg"},
        "after:2024": {"c.jpg"},
        "-after:2024": {"a.jpg", "b.jpg"},
        "after:2023-01-02 before:2023-02": {"b.jpg"},
        "größe": {"c.jpg"},
        "GROSSE": {"c.jpg"},
        "": set(),
        '- " OR * ""': set(),
        "OR sea OR": {"a.jpg", "b.jpg"},
        "tag:": set(),
        "unknown:sea": set(),
        "sea\x00dog": set(),
        "tag:\u202esea": set(),
    }.items(),
)
def test_query_finds(user: User, library: WordLibrary, text: str, expected: set[str]) -> None:
    library.add("a.jpg", alt="A green sea, and a dog", album="trips")
    library.add(
        "b.jpg",
        created_at=FIRST + timedelta(days=3),
        alt="Fog at sea",
        tags=frozenset({"blue"}),
        visibility=Visibility.PRIVATE,
    )
    library.add(
        "c.jpg",
        created_at=FIRST + timedelta(days=400),
        alt="Größe, greetings",
        license="CC BY 4.0",
        exif=Exif(make="Leica"),
    )

    assert set(found(user, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "a*",
        "before:yesterday",
        "after:2024-13",
        "after:0000",
        "after:2025 before:2024",
        " ".join(f"w{chr(97 + n)}" for n in range(17)),
    ],
)
def test_query_that_can_not_be_is_refused(user: User, text: str) -> None:
    answer = search(user, text)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("cursor", ["forged", "e30.AAAA"])
def test_forged_cursor_is_refused(user: User, cursor: str) -> None:
    assert search(user, "sea", cursor=cursor).status == 400


def test_cursor_of_another_query_or_owner_is_refused(cloud: Cloud, user: User, library: WordLibrary) -> None:
    for _ in range(3):
        library.add(alt="sea dog")
    cursor = search(user, "sea", limit=2).body["next_cursor"]

    assert search(user, "sea", limit=2, cursor=cursor).status == 200
    assert search(user, "dog", cursor=cursor).status == 400
    assert search(cloud.user("another"), "sea", cursor=cursor).status == 400


def test_words_in_names_count_more_and_of_equal_hits_the_newest_comes_first(user: User, library: WordLibrary) -> None:
    for days, name in enumerate(("old.jpg", "young.jpg")):
        library.add(name, alt="sea", created_at=FIRST + timedelta(days=days))
    library.add("sea.jpg", alt="old")

    assert found(user, "sea") == ["sea.jpg", "young.jpg", "old.jpg"]


def test_title_is_found_beside_the_name_and_says_where(user: User, library: WordLibrary) -> None:
    library.add("young.jpg", alt="sea", created_at=FIRST + timedelta(days=1))
    library.add("old.jpg", title="The sea, twice", alt="old")

    assert found(user, "sea") == ["old.jpg", "young.jpg"]
    (hit,) = search(user, '"sea twice"').body["data"]
    assert {"field": "title", "text": "The sea, twice"}.items() <= hit["highlights"][0].items()


def test_description_is_found_over_its_lines(user: User, library: WordLibrary) -> None:
    library.add("a.jpg", description="At the lighthouse\nwith Ada")

    assert found(user, "lighthouse ada") == ["a.jpg"]


def test_pages_together_are_all_hits_once(user: User, library: WordLibrary) -> None:
    for number in range(25):
        library.add(f"{number}.jpg", alt="sea " * (number % 4 + 1), created_at=FIRST + timedelta(days=number))

    pages, cursor = [], {}
    while True:
        answer = search(user, "sea", limit=7, **cursor)
        pages += [hit["image"]["filename"] for hit in answer.body["data"]]
        assert answer.body["total"] == 25
        if not answer.body["next_cursor"]:
            break
        cursor = {"cursor": answer.body["next_cursor"]}

    assert pages == found(user, "sea")
    assert len(set(pages)) == len(pages) == 25


def test_other_owners_images_are_never_found(cloud: Cloud, user: User, library: WordLibrary) -> None:
    library.add(alt="sea")

    assert found(cloud.user("a stranger"), "sea") == []
    assert found(cloud.user("a stranger"), "-nothing") == []


def test_upload_is_found_until_it_is_deleted(cloud: Cloud, user: User, rocket: bytes) -> None:
    """Also by an index that has not heard of the deletion yet."""
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    image = user.upload(rocket, "Rocket.jpg", alt="Before dawn", visibility="private")
    cloud.follow_changes()
    assert found(user, "dawn") == found(user, "-dusk") == [image["filename"]]
    assert "Signature=" in search(user, "dawn").body["data"][0]["image"]["cdn_url"]

    user.call("DELETE", f"/v1/images/{image['id']}")
    assert found(user, "dawn") == []
    cloud.follow_changes()
    assert found(user, "dawn") == found(user, "-dusk") == []


def test_singular_and_plural_find_each_other(user: User, library: WordLibrary) -> None:
    library.add("one.jpg", alt="a dog on the beach")
    library.add("two.jpg", alt="dogs and beaches")

    for text in ("dog", "dogs", "beach", "beaches", "dogs beach", "DOG OR cat"):
        assert sorted(found(user, text)) == ["one.jpg", "two.jpg"], text
    assert found(user, '"dogs and"') == ["two.jpg"]
    assert found(user, "dogs*") == ["two.jpg"]
    assert found(user, "-dogs") == []
