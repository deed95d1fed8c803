"""One action on many images: each has its own outcome, and the edge is told of them together."""

import time
from collections.abc import Callable
from threading import Barrier, Lock, Thread
from typing import Any

import pytest

from functions.api.app import ROUTE_FILES
from pixelflare.entry.http import Request
from pixelflare.entry.http.rate_limits import units_of
from pixelflare.library.bulk import CollectedPurges
from tests.integration.cloud import Answer, Cloud, User
from tests.lambda_events import Context, http_event

NOBODYS = "img_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def bulk(user: User, action: str, ids: list[str], **more: Any) -> Answer:
    return user.call("POST", "/v1/images/bulk", {"action": action, "ids": ids} | more)


def statuses(answer: Answer) -> list[int]:
    assert answer.status == 200, answer
    return [result["status"] for result in answer.body["results"]]


def reserved(user: User, count: int, **fields: Any) -> list[str]:
    return [user.reserve(f"{n}.jpg", **fields)["imageId"] for n in range(count)]


def shown(user: User, image_id: str) -> Any:
    return user.call("GET", f"/v1/images/{image_id}").body


def test_each_image_has_its_own_outcome_in_the_order_asked(cloud: Cloud, user: User) -> None:
    mine, (theirs,) = reserved(user, 2), reserved(cloud.user("somebody-else"), 1)

    answer = bulk(user, "tag", [mine[1], NOBODYS, mine[0], theirs], tags=["sea", "sky"])

    assert [result["id"] for result in answer.body["results"]] == [mine[1], NOBODYS, mine[0], theirs]
    assert statuses(answer) == [200, 404, 200, 404]
    assert [result["error"] and result["error"]["code"] for result in answer.body["results"]] == [
        *(None, "NOT_FOUND", None, "NOT_FOUND")
    ]
    assert shown(user, mine[0])["tags"] == shown(user, mine[1])["tags"] == ["sea", "sky"]
    assert shown(cloud.user("somebody-else"), theirs)["tags"] == []


def test_tags_are_added_and_taken_beside_those_that_are_there(user: User) -> None:
    (one,) = reserved(user, 1, tags=["old"])

    assert statuses(bulk(user, "tag", [one], tags=["new"])) == [200]
    assert shown(user, one)["tags"] == ["new", "old"]
    assert statuses(bulk(user, "untag", [one], tags=["old", "never-there"])) == [200]
    assert shown(user, one)["tags"] == ["new"]


def test_images_are_deleted_and_restored_and_both_may_be_repeated(cloud: Cloud, user: User, rocket: bytes) -> None:
    ids = [user.upload(rocket, f"{n}.jpg")["id"] for n in range(2)]

    for _ in range(2):
        assert statuses(bulk(user, "delete", ids)) == [204, 204]
    assert [shown(user, image_id)["deleted_at"] is None for image_id in ids] == [False, False]
    assert cloud.keys("PUBLIC_BUCKET", shown(user, ids[0])["owner"]) == []
    for _ in range(2):
        assert statuses(bulk(user, "restore", ids)) == [200, 200]
    assert [shown(user, image_id)["deleted_at"] for image_id in ids] == [None, None]


def test_path_that_is_taken_meanwhile_is_one_images_own_refusal(user: User, rocket: bytes) -> None:
    ids = [user.upload(rocket, f"{n}.jpg")["id"] for n in range(2)]
    bulk(user, "delete", ids)
    user.reserve("0.jpg")

    answer = bulk(user, "restore", ids)

    assert statuses(answer) == [409, 200]
    error = answer.body["results"][0]["error"]
    assert (error["code"], error["details"]["suggested_filename"]) == ("PATH_TAKEN", "0-1.jpg")


def test_moving_all_images_of_an_album_empties_it(cloud: Cloud, user: User, rocket: bytes) -> None:
    ids = [user.upload(rocket, f"{n}.jpg", album="trips")["id"] for n in range(2)]
    assert user.call("DELETE", "/v1/albums/trips").status == 409

    assert statuses(bulk(user, "move", ids, album="summer")) == [200, 200]

    assert [shown(user, image_id)["album"] for image_id in ids] == ["summer", "summer"]
    assert [album["slug"] for album in user.call("GET", "/v1/albums").body["data"]] == ["default", "summer", "trips"]
    assert user.call("DELETE", "/v1/albums/trips").status == 204


def test_visibility_is_set_for_all_and_nothing_public_is_left(cloud: Cloud, user: User, rocket: bytes) -> None:
    images = [user.upload(rocket, f"{n}.jpg") for n in range(3)]

    answer = bulk(user, "set_visibility", [image["id"] for image in images], visibility="private")

    assert statuses(answer) == [200] * 3
    assert cloud.keys("PUBLIC_BUCKET", images[0]["owner"]) == []
    assert all(shown(user, image["id"])["is_private"] for image in images)


BAD = {
    "no ids": {"action": "delete", "ids": []},
    "too many ids": {"action": "delete", "ids": [f"img_01ARZ3NDEKTSV4RRFFQ69{n:05d}" for n in range(101)]},
    "an id twice": {"action": "delete", "ids": [NOBODYS, NOBODYS]},
    "not an id": {"action": "delete", "ids": ["x"]},
    "no action": {"ids": [NOBODYS]},
    "an unknown action": {"action": "explode", "ids": [NOBODYS]},
    "a move to nowhere": {"action": "move", "ids": [NOBODYS]},
    "a move out of the owner's paths": {"action": "move", "ids": [NOBODYS], "album": "../x"},
    "no tags": {"action": "tag", "ids": [NOBODYS], "tags": []},
    "a bad tag": {"action": "tag", "ids": [NOBODYS], "tags": ["A b"]},
    "an unknown visibility": {"action": "set_visibility", "ids": [NOBODYS], "visibility": "secret"},
    "what another action needs": {"action": "delete", "ids": [NOBODYS], "album": "x"},
    "not an object": [],
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_request_that_makes_no_sense_is_refused_whole(user: User, body: Any) -> None:
    answer = user.call("POST", "/v1/images/bulk", body)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_what_there_is_no_time_for_is_not_begun_and_can_be_repeated(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, looks, turn = reserved(user, 12), iter([30_000] * 5), Lock()

    def remaining(self: Context) -> int:
        with turn:
            return next(looks, 1_000)

    with monkeypatch.context() as patch:
        patch.setattr(Context, "get_remaining_time_in_millis", remaining)
        answer = bulk(user, "tag", ids, tags=["sea"])

    assert sorted(statuses(answer)) == [200] * 5 + [503] * 7
    late = [result for result in answer.body["results"] if result["status"] == 503]
    assert {result["error"]["code"] for result in late} == {"SERVICE_UNAVAILABLE"}
    assert all(shown(user, result["id"])["tags"] == [] for result in late)
    assert statuses(bulk(user, "tag", ids, tags=["sea"])) == [200] * 12


def test_hundred_images_are_changed_by_one_request(user: User) -> None:
    many = [
        user.call("POST", "/v1/images", {"images": [{"filename": f"{start}-{n}.jpg"} for n in range(50)]}).body
        for start in range(2)
    ]
    ids = [result["form"]["imageId"] for body in many for result in body["results"]]

    assert statuses(bulk(user, "tag", ids, tags=["sea"])) == [200] * 100
    assert user.call("GET", "/v1/tags/sea").body["count"] == 100


class SlowEdge:
    """Takes each request when it is told to, or refuses it."""

    def __init__(self, *, failures: int = 0) -> None:
        self.asked: list[list[str]] = []
        self.first = Barrier(2)
        self.go = Barrier(2)
        self._failures = failures

    def purge(self, *, tags: Any = (), paths: Any = ()) -> None:
        self.asked.append([*tags, *paths])
        if len(self.asked) == 1:
            self.first.wait(timeout=10)
            self.go.wait(timeout=10)
        if self._failures:
            self._failures -= 1
            raise OSError("no answer")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)  # threads that are about to wait for a lock have no event to wait for


def test_purges_that_come_while_one_is_under_way_go_out_together() -> None:
    edge = SlowEdge()
    purges = CollectedPurges(edge)
    returned: list[str] = []

    def purge(tag: str) -> None:
        purges.purge(tags=[tag])
        returned.append(tag)

    leader = Thread(target=purge, args=("a",))
    leader.start()
    edge.first.wait(timeout=10)
    others = [Thread(target=purge, args=(tag,)) for tag in "bcd"]
    for thread in others:
        thread.start()
    wait_until(lambda: purges._batch.tags == {"b", "c", "d"})
    assert returned == []
    edge.go.wait(timeout=10)
    for thread in (leader, *others):
        thread.join(timeout=10)

    assert edge.asked == [["a"], ["b", "c", "d"]]
    assert sorted(returned) == ["a", "b", "c", "d"]


def test_purge_that_fails_is_the_failure_of_whoever_asked_and_the_next_one_is_sent_all_the_same() -> None:
    edge = SlowEdge(failures=1)
    purges = CollectedPurges(edge)
    edge.first = edge.go = Barrier(1)

    with pytest.raises(OSError, match="no answer"):
        purges.purge(tags=["a"])
    purges.purge(tags=["b"], paths=["/x"])

    assert edge.asked == [["a"], ["b", "/x"]]


@pytest.mark.parametrize(
    ("body", "cost"),
    [
        ('{"ids": ["1"]}', 1),
        (f'{{"ids": {["1"] * 10}}}'.replace("'", '"'), 1),
        (f'{{"ids": {["1"] * 11}}}'.replace("'", '"'), 2),
        (f'{{"ids": {["1"] * 100}}}'.replace("'", '"'), 10),
        ("nonsense", 1),
        ("[]", 1),
    ],
)
def test_bulk_action_counts_as_one_write_for_ten_images(body: str, cost: int) -> None:
    declared = ROUTE_FILES.whole_app().match("POST", "/v1/images/bulk").policy.cost
    request = Request(http_event("POST", "/v1/images/bulk", headers={"content-type": "application/json"}, body=body))

    assert declared is not None
    assert (declared.limit, units_of(request, declared)) == ("write", cost)
