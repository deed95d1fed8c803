"""Plans: how many images an owner may have, who says so, and that nobody gets one more than that."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import AppError
from pixelflare.base.ids import new_image_id
from pixelflare.base.parallel import in_parallel
from pixelflare.usage import Admissions, UsageCounters
from schema import usage as plans
from schema.identity.users import PlanTier
from schema.keys.core import quota_key
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.test_doctor import services
from tests.integration.test_usage import as_from_before, look
from tests.integration.visibility import jpeg

__all__ = ["services"]


@pytest.fixture(autouse=True)
def small_plans(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans are on, and hold ten, twenty and a hundred images; the last with a grace of one."""
    sizes = {PlanTier.FREE: 10, PlanTier.STARTER: 20, PlanTier.PRO: 100}
    monkeypatch.setattr(plans, "IMAGES_OF_PLAN", sizes)
    for module in ("admissions", "resources"):
        monkeypatch.setattr(f"pixelflare.usage.{module}.IMAGES_OF_PLAN", sizes)
    api = cloud.services("api")
    monkeypatch.setattr(api, "env", api.env.model_copy(update={"plans": True}))
    on = Admissions(api._core, users=api.users, audit=api.audit_log, are_on=True)
    monkeypatch.setattr(api, "admissions", on)
    monkeypatch.setattr(api, "library", api.library.__class__(**vars(api.library) | {"admissions": on}))
    monkeypatch.setattr(api, "bulk_library", api.bulk_library.__class__(**vars(api.bulk_library) | {"admissions": on}))


def reserve_many(user: User, number: int, prefix: str = "n") -> Counter[int]:
    images = [{"filename": f"{prefix}{n}.jpg"} for n in range(number)]
    results = user.call("POST", "/v1/images", {"images": images}).body["results"]
    return Counter(each["status"] for each in results)


def shown(user: User) -> Any:
    answer = user.call("GET", "/v1/usage")
    assert answer.status == 200, answer
    return answer.body


def operator(user: User, method: str, path: str, body: Any = None) -> Any:
    groups = {"cognito:groups": ["operators"]}
    token = User(user.cloud, f"operator-of-{user.name}").token(**groups)
    return user.call(method, path, body, authorization=f"Bearer {token}")


def test_grace_is_one_percent_and_the_sizes_are_the_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert [plans.most_images(plan) for plan in PlanTier] == [101, 1_010, 25_250]


def test_upload_over_the_plan_is_refused_before_anything_is_reserved(cloud: Cloud, user: User) -> None:
    assert reserve_many(user, 12) == {201: 10, 402: 2}
    answer = user.call("POST", "/v1/images", {"filename": "one-more.jpg", "album": "new", "tags": ["new"]})
    assert (answer.status, answer.body["error"]["code"]) == (402, "QUOTA_EXCEEDED")
    assert answer.body["error"]["details"] == {"plan": "free", "images": 10, "max_images": 10}
    partition = f"O#{shown(user)['owner']}"
    rows = [row for row in cloud.rows("CORE_TABLE") if row["pk"]["S"] == partition]
    assert not any("one-more" in str(row) for row in rows)
    assert shown(user)["images"] == 10


def test_place_of_a_deleted_rejected_or_forgotten_image_is_free_again(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    bad, forgotten = user.reserve("bad.jpg"), user.reserve("forgotten.jpg")
    assert reserve_many(user, 8) == {201: 7, 402: 1}
    user.call("DELETE", f"/v1/images/{image['id']}")
    cloud.deliver("upload_consumer", user.post_form(bad, b"no picture"))
    user.call("DELETE", f"/v1/images/{forgotten['imageId']}")
    assert reserve_many(user, 4, "again") == {201: 3, 402: 1}


def test_failed_upload_that_is_reserved_again_takes_its_own_place_in_a_full_plan(user: User) -> None:
    assert reserve_many(user, 10) == {201: 10}
    assert user.call("POST", "/v1/images", {"filename": "n3.jpg"}).status == 201
    assert shown(user)["images"] == 10


def test_restored_image_needs_a_place_singly_and_in_bulk(user: User) -> None:
    ids = [user.upload(jpeg(), f"{n}.jpg")["id"] for n in range(2)]
    user.call("POST", "/v1/images/bulk", {"action": "delete", "ids": ids})
    assert reserve_many(user, 9) == {201: 9}
    results = user.call("POST", "/v1/images/bulk", {"action": "restore", "ids": ids}).body["results"]
    assert sorted(each["status"] for each in results) == [200, 402]
    (refused,) = [each["id"] for each in results if each["status"] == 402]
    answer = user.call("POST", f"/v1/images/{refused}/restore")
    assert (answer.status, answer.body["error"]["code"]) == (402, "QUOTA_EXCEEDED")
    assert shown(user)["bin_images"] == 1


def reserve_beside_the_api(cloud: Cloud, owner: str, image_id: str, filename: str) -> int:
    """The status of a reservation like that of the image, as another function makes it at the same time."""
    api, now = cloud.services("api"), clock.now()
    names = {"image_id": new_image_id(), "filename": filename, "created_at": now, "updated_at": now}
    image = api.images.find(owner, image_id).model_copy(update=names)
    try:
        api.admissions.admit(owner, lambda writes: api.upload_lifecycle.reserve(image, admission=writes), now=now)
    except AppError as refused:
        return int(refused.status)
    return 201


def test_uploads_at_once_cannot_both_take_the_last_place(cloud: Cloud, user: User) -> None:
    assert reserve_many(user, 7) == {201: 7}
    owner, image_id = shown(user)["owner"], user.reserve("a.jpg")["imageId"]
    names = [f"at-once-{number}.jpg" for number in range(8)]
    statuses = Counter(in_parallel(lambda name: reserve_beside_the_api(cloud, owner, image_id, name), names))
    assert statuses[201] <= 2
    assert set(statuses) <= {201, 402, 503}
    reserve_many(user, 5, "rest")
    assert shown(user)["images"] == 10


def test_place_that_was_settled_before_somebody_else_took_it_is_not_given_twice(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another upload comes between the sum and the write."""
    image_id = user.reserve("a.jpg")["imageId"]
    assert reserve_many(user, 8) == {201: 8}
    owner = shown(user)["owner"]
    Table(cloud.variables["CORE_TABLE"]).update(quota_key(owner), set_={"ceiling": 0})
    real, faster = UsageCounters.read, []

    def read(self: UsageCounters, whose: str) -> Any:
        found = real(self, whose)
        if not faster:
            faster.append(0)
            faster[0] = reserve_beside_the_api(cloud, owner, image_id, "faster.jpg")
        return found

    monkeypatch.setattr(UsageCounters, "read", read)
    assert user.call("POST", "/v1/images", {"filename": "slower.jpg"}).status == 402
    assert (faster, shown(user)["images"]) == ([201], 10)


def test_owner_is_told_at_80_and_100_percent_once_each(user: User) -> None:
    reserve_many(user, 7)
    assert shown(user)["plan"]["notices"] == []
    ids = [user.reserve(f"more{n}.jpg")["imageId"] for n in range(3)]
    plan = shown(user)["plan"]
    assert [each["percent"] for each in plan["notices"]] == [80, 100]
    assert (plan["tier"], plan["is_enforced"], plan["max_images"], plan["images_left"]) == ("free", True, 10, 0)
    told = [entry for entry in entries(user) if entry["action"] == "notify"]
    assert [(each["actor"], each["details"]["percent"]) for each in told] == [("system", 100), ("system", 80)]

    user.call("DELETE", f"/v1/images/{ids[0]}")
    user.reserve("again.jpg")
    assert len([entry for entry in entries(user) if entry["action"] == "notify"]) == 2
    for each in ids[1:]:
        user.call("DELETE", f"/v1/images/{each}")
    assert [each["percent"] for each in shown(user)["plan"]["notices"]] == [80]


def test_operator_sets_a_plan_which_holds_at_once(user: User) -> None:
    assert reserve_many(user, 11) == {201: 10, 402: 1}
    owner = shown(user)["owner"]
    answer = operator(user, "PUT", f"/v1/admin/owners/{owner}/plan", {"plan": "starter"})
    assert (answer.status, answer.body["plan"]["tier"], answer.body["plan"]["images_left"]) == (200, "starter", 10)
    assert reserve_many(user, 2, "more") == {201: 2}
    operator(user, "PUT", f"/v1/admin/owners/{owner}/plan", {"plan": "free"})
    answer = user.call("POST", "/v1/images", {"filename": "x.jpg"})
    assert answer.body["error"]["details"] == {"plan": "free", "images": 12, "max_images": 10}
    made = [entry for entry in entries(user) if entry["action"] == "set_plan"]
    assert [(each["actor"], each["details"]["plan"]) for each in made] == [
        ("operator", "free"),
        ("operator", "starter"),
    ]


@pytest.mark.parametrize("body", [{"plan": "gold"}, {"plan": None}, {}, {"plan": "pro", "images": 1}, "{"])
def test_plan_that_does_not_exist_is_refused(user: User, body: Any) -> None:
    answer = operator(user, "PUT", f"/v1/admin/owners/{shown(user)['owner']}/plan", body)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_library_from_before_is_held_to_its_plan_once_it_is_counted(cloud: Cloud, user: User, services: Any) -> None:
    reserve_many(user, 9)
    owner = shown(user)["owner"]
    as_from_before(cloud, services, owner)
    services.core.delete(quota_key(owner))
    assert shown(user)["images"] == 0
    look(owner, services, repair=True)
    assert reserve_many(user, 3, "more") == {201: 1, 402: 2}


def test_places_taken_while_plans_were_off_are_noticed_within_an_hour(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve_many(user, 5)
    api = cloud.services("api")
    with monkeypatch.context() as off:
        off.setattr(api.admissions, "_are_on", False)
        reserve_many(user, 4, "off")
    moment = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert reserve_many(user, 3, "later") == {201: 1, 402: 2}
