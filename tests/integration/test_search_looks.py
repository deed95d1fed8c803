"""Images are found by their colours, and by pictures that look like them."""

import io
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from local.tables.service import stream_of
from pixelflare.search import duplicates
from pixelflare.search.colors import NEAR, lab_of
from pixelflare.search.looks import ALIKE, distance
from tests.integration.cloud import Cloud, User
from tests.integration.library_of_words import FIRST, WordLibrary


@pytest.fixture
def library(cloud: Cloud, user: User) -> WordLibrary:
    return WordLibrary(cloud, owner=user.call("GET", "/v1/me").body["owner"])


def names(user: User, text: str) -> set[str]:
    answer = user.call("GET", "/v1/search", query=f"q={quote(text)}&limit=100")
    assert answer.status == 200, answer.body
    return {hit["image"]["filename"] for hit in answer.body["data"]}


def groups(user: User, kind: str, **more: Any) -> list[set[str]]:
    found: list[set[str]] = []
    query = f"kind={kind}"
    while True:
        answer = user.call("GET", "/v1/duplicates", query=query)
        assert answer.status == 200, answer.body
        found += [{image["filename"] for image in group["images"]} for group in answer.body["data"]]
        if not answer.body["next_cursor"]:
            return found
        query = f"kind={kind}&cursor={answer.body['next_cursor']}"


def test_colors_are_found_by_their_distance(user: User, library: WordLibrary) -> None:
    random = Random(7)
    colors = {f"{number}.jpg": [f"#{random.randrange(1 << 24):06x}" for _ in range(3)] for number in range(60)}
    for name, each in colors.items():
        library.add(name, colors=tuple(each))

    for asked in ("ff8800", "228822", "808080", "3050a0"):
        near = {
            name for name, each in colors.items() if min(lab_of(asked).distance(lab_of(one)) for one in each) <= NEAR
        }
        assert names(user, f"color:#{asked}") == near
        assert names(user, f"-color:#{asked}") == set(colors) - near
    assert names(user, "color:orange OR color:gray") == names(user, "color:orange") | names(user, "color:gray")


def test_color_that_is_none_is_refused(user: User) -> None:
    assert user.call("GET", "/v1/search", query="q=color:mauvish").status == 400


def test_similar_images_are_all_that_differ_in_few_bits(user: User, library: WordLibrary) -> None:
    random = Random(8)
    own = random.getrandbits(64)
    hashes = {}
    for number in range(40):
        flipped = random.sample(range(64), k=number % 12)
        hashes[f"{number}.jpg"] = f"{own ^ sum(1 << bit for bit in flipped):016x}"
        library.add(f"{number}.jpg", look_hash=hashes[f"{number}.jpg"], created_at=FIRST + timedelta(days=number))
    asked = library.add("own.jpg", look_hash=f"{own:016x}")

    answer = user.call("GET", f"/v1/images/{asked}/similar")

    found = [(hit["distance"], hit["image"]["filename"]) for hit in answer.body["data"]]
    assert {name: apart for apart, name in found} == {
        name: apart for name, each in hashes.items() if (apart := distance(f"{own:016x}", each)) <= ALIKE
    }
    assert found == sorted(found, key=lambda each: (each[0], -int(each[1].removesuffix(".jpg"))))


def test_image_without_a_hash_is_like_nothing(user: User, library: WordLibrary) -> None:
    asked = library.add("a.jpg")

    assert user.call("GET", f"/v1/images/{asked}/similar").body == {"data": []}


def test_copies_of_an_upload_are_its_duplicates(cloud: Cloud, user: User, rocket: bytes) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    small = io.BytesIO()
    Image.open(io.BytesIO(rocket)).resize((320, 213)).save(small, "WEBP", quality=60)
    first = user.upload(rocket, "a.jpg")
    user.upload(rocket, "b.jpg")
    user.upload(small.getvalue(), "small.webp")
    gone = user.upload(rocket, "gone.jpg")
    user.call("DELETE", f"/v1/images/{gone['id']}")
    cloud.follow_changes()

    assert groups(user, "same") == [{"a.jpg", "b.jpg"}]
    assert {"a.jpg", "b.jpg", "small.webp"} in groups(user, "alike")
    similar = user.call("GET", f"/v1/images/{first['id']}/similar").body["data"]
    assert {hit["image"]["filename"] for hit in similar} == {"b.jpg", "small.webp"}
    assert groups(cloud.user("a stranger"), "same") == []


@pytest.mark.parametrize("rows", [1_000, 7])
def test_each_pair_that_looks_alike_is_in_a_group_once(
    user: User, library: WordLibrary, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(duplicates, "_ROWS", rows)
    random = Random(9)
    hashes = {}
    for number in range(30):
        base = random.getrandbits(64)
        for copy in range(1 + number % 2):
            name = f"{number}-{copy}.jpg"
            hashes[name] = f"{base ^ (1 << random.randrange(64) if copy else 0):016x}"
            library.add(name, look_hash=hashes[name], sha256=f"{len(hashes):064x}")

    assert sorted(map(sorted, groups(user, "alike"))) == sorted(
        [f"{number}-0.jpg", f"{number}-1.jpg"] for number in range(1, 30, 2)
    )


@pytest.mark.parametrize("query", ["cursor=forged", "kind=none", "limit=0"])
def test_list_of_duplicates_that_can_not_be_is_refused(user: User, query: str) -> None:
    assert user.call("GET", "/v1/duplicates", query=query).status == 400


def test_highlights_say_where_words_are(user: User, library: WordLibrary) -> None:
    library.add("IMG2024Beach.jpg", alt="Ein Größenvergleich am Béach, beaches", tags=frozenset({"beach"}))

    (hit,) = user.call("GET", "/v1/search", query="q=beach+gros*").body["data"]

    marked = {
        each["field"]: [each["text"][mark["start"] : mark["end"]] for mark in each["marks"]]
        for each in hit["highlights"]
    }
    assert marked == {"display_name": ["Beach"], "tags": ["beach"], "alt": ["Größenvergleich", "Béach", "beaches"]}


def test_facets_count_all_hits(user: User, library: WordLibrary) -> None:
    for number in range(6):
        library.add(
            f"{number}.jpg",
            alt="sea",
            album="trips" if number % 3 else "work",
            tags=frozenset({"blue"}) if number else frozenset(),
            created_at=FIRST + timedelta(days=300 * number),
        )
    library.add("other.jpg", album="trips")

    answer = user.call("GET", "/v1/search", query="q=sea&facets=true&limit=2").body

    assert answer["facets"] == {
        "albums": {"trips": 4, "work": 2},
        "tags": {"blue": 5},
        "types": {"jpeg": 6},
        "years": {"2023": 2, "2024": 1, "2025": 1, "2026": 1, "2027": 1},
    }
    assert user.call("GET", "/v1/search", query="q=sea").body["facets"] is None
