"""What is read with one call, or beside other work: what a reservation names, parameters, an upload's bytes."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from pixelflare.aws.clients import client
from pixelflare.aws.parameters import Parameters
from pixelflare.imaging import Rendered
from pixelflare.uploads import names_in
from pixelflare.variants import VariantStore, publish
from tests.integration.cloud import Cloud, User

TAGS = {"sea", "sand"}


@contextmanager
def operations(*services: str) -> Iterator[Counter[str]]:
    """The operations that are called within the block, and how often."""
    called: Counter[str] = Counter()

    def note(model: Any, **_: Any) -> None:
        called[model.name] += 1

    for service in services:
        client(service).meta.events.register("after-call", note)
    try:
        yield called
    finally:
        for service in services:
            client(service).meta.events.unregister("after-call", note)


def called(act: Callable[[], object]) -> Counter[str]:
    with operations("dynamodb") as found:
        act()
    return found


def test_settings_album_and_tags_of_a_reservation_are_read_by_one_call(user: User) -> None:
    user.reserve("first.jpg", album="coast", tags=sorted(TAGS))

    found = called(lambda: user.reserve("second.jpg", album="coast", tags=sorted(TAGS)))

    assert (found["BatchGetItem"], found["GetItem"], found["Query"]) == (1, 0, 0)
    assert found["TransactWriteItems"] == 1


def test_many_reservations_read_once_what_they_name(user: User) -> None:
    images = [{"filename": f"{n}.jpg", "album": "coast", "tags": sorted(TAGS)} for n in range(3)]
    user.reserve("first.jpg", album="coast", tags=sorted(TAGS))

    found = called(lambda: user.call("POST", "/v1/images", {"images": images}))

    assert (found["BatchGetItem"], found["GetItem"], found["TransactWriteItems"]) == (1, 0, 3)


def test_what_a_reservation_names_first_is_made_and_listed(user: User) -> None:
    images = [{"filename": f"{n}.jpg", "album": "coast", "tags": ["sea"]} for n in range(2)]
    user.call("POST", "/v1/images", {"images": images})

    assert "coast" in [album["slug"] for album in user.call("GET", "/v1/albums").body["data"]]
    assert [(tag["tag"], tag["count"]) for tag in user.call("GET", "/v1/tags").body["data"]] == [("sea", 2)]


def test_deleted_tag_that_a_reservation_names_is_listed_again(user: User) -> None:
    user.reserve("first.jpg", tags=["sea"])
    user.call("DELETE", "/v1/tags/sea")

    user.reserve("second.jpg", tags=["sea"])

    assert user.call("GET", "/v1/tags/sea").body["count"] == 1


def test_album_of_the_settings_is_made_though_the_request_does_not_name_it(user: User) -> None:
    user.call("GET", "/v1/me")
    user.call("PUT", "/v1/settings", {"default_album": "trips"})

    assert user.reserve("first.jpg")["image"]["album"] == "trips"
    assert "trips" in [album["slug"] for album in user.call("GET", "/v1/albums").body["data"]]


@pytest.mark.parametrize(
    "body",
    [None, [], "text", {"images": 1}, {"images": [1, None]}, {"tags": 1, "album": 2}, {"tags": [[], "UPPER", "a\n"]}],
)
def test_body_that_makes_no_sense_names_nothing(body: Any) -> None:
    albums, tags = names_in(body)
    assert albums <= {"default"}
    assert tags == frozenset()


def test_names_beyond_what_one_call_reads_are_read_later(user: User) -> None:
    images = [{"filename": f"{n}.jpg", "tags": [f"t{n}-{each}" for each in range(30)]} for n in range(4)]

    answer = user.call("POST", "/v1/images", {"images": images})

    assert [each["status"] for each in answer.body["results"]] == [201] * 4
    assert user.call("GET", "/v1/tags/t3-29").body["count"] == 1


def test_parameters_of_a_function_are_read_by_one_call_and_once(cloud: Cloud) -> None:
    env = cloud.services("api").env
    parameters = Parameters(env.parameters)

    written = [name for name in env.parameters if name != env.tenancy_parameter]  # that one is for custom domains

    with operations("ssm") as found:
        values = [parameters.value(name) for name in written] * 2

    assert len(set(values)) == len(written) == 9
    assert found == {"GetParameters": 1}


def test_parameter_that_is_missing_yet_hides_no_other_and_is_looked_for_again(cloud: Cloud) -> None:
    late, there = "/pixelflare/late", cloud.variables["PUBLIC_URL_PARAMETER"]
    parameters, ssm = Parameters([late, there]), cloud.client("ssm")

    assert parameters.value(there)
    with pytest.raises(LookupError, match=late):
        parameters.value(late)
    ssm.put_parameter(Name=late, Value="here", Type="String")
    assert parameters.value(late) == "here"
    ssm.delete_parameter(Name=late)


def test_upload_is_judged_and_published_without_asking_for_heads(cloud: Cloud, user: User, rocket: bytes) -> None:
    with operations("s3") as found:
        user.upload(rocket)

    assert found["GetObject"] == 2, "the upload, and its original"
    assert found["HeadObject"] == 0


def test_first_picture_is_stored_while_the_next_is_encoded(
    user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, put, render = Event(), VariantStore.put_variant, publish.render

    def noted(self: VariantStore, *arguments: Any) -> Any:
        found = put(self, *arguments)
        stored.set()
        return found

    def one_by_one(*arguments: Any, **named: Any) -> Iterator[Rendered]:
        made = render(*arguments, **named)
        yield next(made)
        assert stored.wait(20), "nothing is stored before everything is made"
        yield from made

    monkeypatch.setattr(VariantStore, "put_variant", noted)
    monkeypatch.setattr(publish, "render", one_by_one)

    assert user.upload(rocket)["status"] == "ready"
