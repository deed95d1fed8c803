"""The review: what waits for a person, and what the decision does to viewers."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from pixelflare.variants import PublishLeases, VariantStore
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.held import held_before
from tests.integration.moderated import CLEAN, FLAGGED, give, held_image, later, nobody_sees
from tests.integration.visibility import change, guarded, job_of, jpeg, path_of, public, publish


def review(user: User, query: str = "") -> list[str]:
    answer = user.call("GET", "/v1/review", query=query)
    assert answer.status == 200, answer
    return [image["id"] for image in answer.body["data"]]


def decide(user: User, image: Any, decision: str) -> Any:
    answer = user.call("POST", f"/v1/images/{image['id']}/{decision}")
    assert answer.status == 200, answer
    return answer.body


def key_of(user: User, scope: str) -> str:
    return str(user.call("POST", "/v1/keys", {"name": scope, "scopes": [scope]}).body["key"])


# The list


def test_list_holds_what_waits_for_a_person(cloud: Cloud, user: User) -> None:
    held, flagged, fine = held_image(user), user.upload(jpeg(), "b.jpg"), user.upload(jpeg(), "c.jpg")
    give(cloud, flagged, FLAGGED)
    give(cloud, fine, CLEAN)

    assert review(user) == [flagged["id"], held["id"]]
    assert review(user, "state=held") == [held["id"]]
    assert review(user, "state=flagged") == [flagged["id"]]

    decide(user, flagged, "approve")
    decide(user, held, "reject")

    assert review(user) == []
    assert review(user, "state=rejected") == [held["id"]]


def test_list_has_pages(cloud: Cloud, user: User) -> None:
    ids = [held_image(user, f"{number}.jpg")["id"] for number in range(3)]

    first = user.call("GET", "/v1/review", query="limit=2").body
    second = user.call("GET", "/v1/review", query=f"limit=2&cursor={first['next_cursor']}").body

    assert [image["id"] for image in first["data"] + second["data"]] == ids[::-1]
    assert second["next_cursor"] is None
    forged = user.call("GET", "/v1/review", query=f"state=rejected&cursor={first['next_cursor']}")
    assert (forged.status, forged.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_image_in_the_bin_waits_for_nobody_until_it_is_back(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    user.call("DELETE", f"/v1/images/{image['id']}")
    assert review(user) == []

    user.call("POST", f"/v1/images/{image['id']}/restore")

    assert review(user) == [image["id"]]


def test_search_finds_them(cloud: Cloud, user: User) -> None:
    held, flagged = held_image(user), user.upload(jpeg(), "b.jpg")
    give(cloud, flagged, FLAGGED)
    cloud.follow_changes()

    def found(query: str) -> list[str]:
        data = user.call("GET", "/v1/search", query=f"q={query}").body["data"]
        return [each["image"]["id"] for each in data]

    assert (found("is:held"), found("is:flagged")) == ([held["id"]], [flagged["id"]])
    give(cloud, held, FLAGGED)
    cloud.follow_changes()
    assert found("is:held%20is:flagged") == [held["id"]]


# Decisions


def test_rejected_picture_is_gone_from_every_address_when_the_call_returns(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    cloud.cdn(path_of(image, "w128.avif"))
    give(cloud, image, FLAGGED)
    assert cloud.cdn(path_of(image)).status == 200

    rejected = decide(user, image, "reject")

    assert rejected["moderation"]["state"] == "rejected"
    assert (rejected["moderation"]["decided_by"], rejected["moderation"]["flagged"]) == ("user", True)
    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert nobody_sees(cloud, image)
    publish(cloud)
    assert public(cloud, image) == []
    assert user.call("GET", f"/v1/images/{image['id']}/download").status == 302  # its owner keeps it


def test_rejected_private_picture_is_not_opened_by_signed_addresses(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    shared = urlsplit(user.call("POST", f"/v1/images/{image['id']}/access-token").body["url"]).path
    assert cloud.cdn(shared).status == 200

    decide(user, image, "reject")
    publish(cloud)

    assert cloud.cdn(shared).status == 404
    assert not any(key.startswith("p/") for key in guarded(cloud, image))


@pytest.mark.parametrize("first", ["hold", "reject"])
def test_approved_picture_is_public(cloud: Cloud, user: User, first: str) -> None:
    image = held_image(user) if first == "hold" else user.upload(jpeg(), "a.jpg")
    if first == "reject":
        decide(user, image, "reject")

    decide(user, image, "approve")
    publish(cloud)

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert (current["status"], current["moderation"]["state"]) == ("ready", "approved")
    assert cloud.cdn(path_of(image)).status == 200
    assert len(public(cloud, image)) == 9
    assert guarded(cloud, image) == []


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_decision_outlives_every_later_verdict(cloud: Cloud, user: User, decision: str, state: str) -> None:
    image = held_image(user)
    decide(user, image, decision)
    publish(cloud)

    for seconds, verdict in ((1, FLAGGED), (2, CLEAN), (3, FLAGGED)):
        give(cloud, image, later(verdict, seconds))

    current = user.call("GET", f"/v1/images/{image['id']}").body
    assert current["moderation"]["state"] == state
    assert (cloud.cdn(path_of(image)).status == 200) == (decision == "approve")
    assert review(user) == []


def test_same_decision_again_changes_nothing(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    once = decide(user, image, "reject")
    publish(cloud)

    again = decide(user, image, "reject")

    assert again["moderation"] == once["moderation"]
    assert purges_of(cloud, image["id"]) == 0  # nothing of a held picture has been at the edge


def test_rejected_image_stays_rejected_whatever_its_owner_does(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    decide(user, image, "reject")

    renamed = change(user, image, filename="b.jpg", album="elsewhere", visibility="unlisted")
    publish(cloud)
    assert nobody_sees(cloud, renamed)
    user.call("DELETE", f"/v1/images/{image['id']}")
    user.call("POST", f"/v1/images/{image['id']}/restore", {"album": "again"})
    publish(cloud)

    back = user.call("GET", f"/v1/images/{image['id']}").body
    assert back["moderation"]["state"] == "rejected"
    assert nobody_sees(cloud, back)
    assert nobody_sees(cloud, renamed)
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204


def test_ladder_under_way_leaves_nothing_of_a_rejected_picture(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, jpeg()))
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    job = job_of(cloud, image)

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job), call=3) as ladder:
        assert user.call("POST", f"/v1/images/{image['id']}/reject").status == 503
        ladder.end()
    decide(user, image, "reject")
    publish(cloud)

    assert public(cloud, image) == []
    assert nobody_sees(cloud, image)


def test_interrupted_rejection_is_finished_by_its_repetition(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(PublishLeases, "wait_for_others", _fail)
        assert user.call("POST", f"/v1/images/{image['id']}/reject").status == 500
    assert nobody_sees(cloud, image)  # of functions; the edge still has its copies

    decide(user, image, "reject")

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


def test_image_without_bytes_is_not_decided_on(user: User) -> None:
    form = user.reserve("a.jpg")

    answer = user.call("POST", f"/v1/images/{form['imageId']}/approve")

    assert (answer.status, answer.body["error"]["code"]) == (409, "NOT_READY")


def test_decision_can_be_bound_to_a_version(user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    stale = user.call("POST", f"/v1/images/{image['id']}/reject", if_match='"1"')

    assert stale.status == 412
    assert user.call("GET", f"/v1/images/{image['id']}").body["moderation"] is None


# Many at once


def test_many_are_decided_at_once_each_with_its_result(cloud: Cloud, user: User) -> None:
    images = [user.upload(jpeg(), f"{number}.jpg") for number in range(3)]
    unknown, before = "img_01ARZ3NDEKTSV4RRFFQ69G5FAV", len(cloud.purged())

    answer = user.call("POST", "/v1/review", {"decision": "reject", "ids": [*(each["id"] for each in images), unknown]})

    assert [result["status"] for result in answer.body["results"]] == [200, 200, 200, 404]
    told = {tag for purge in cloud.purged()[before:] for tag in purge}
    assert {f"#{each['id'].replace('_', '-').lower()}" for each in images} <= told
    assert all(nobody_sees(cloud, image) for image in images)
    (entry,) = user.call("GET", "/v1/audit-logs", query="action=review").body["data"]
    assert entry["details"]["decision"] == "reject"
    assert entry["details"]["refused"] == [f"{unknown} NOT_FOUND"]


@pytest.mark.parametrize(
    "body", [{"decision": "reject", "ids": []}, {"decision": "burn", "ids": ["img_01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, {}]
)
def test_nonsense_is_refused(user: User, body: Any) -> None:
    answer = user.call("POST", "/v1/review", body)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


# Who may


def test_only_admin_keys_decide(cloud: Cloud, user: User) -> None:
    image = held_image(user)
    writer = {"authorization": f"Bearer {key_of(user, 'write')}"}
    admin = {"authorization": f"Bearer {key_of(user, 'admin')}"}

    for path, body in ((f"images/{image['id']}/approve", None), ("review", {"decision": "approve", "ids": []})):
        assert cloud.api("POST", f"/v1/{path}", headers=writer, body=json.dumps(body)).status == 403
    assert cloud.api("GET", "/v1/review", headers=writer).status == 200
    assert nobody_sees(cloud, image)

    decided = cloud.api("POST", f"/v1/images/{image['id']}/approve", headers=admin)

    assert decided.body["moderation"]["decided_by"].startswith("key_")
    (entry,) = user.call("GET", "/v1/audit-logs", query="action=approve&status=success").body["data"]
    assert entry["resource_id"] == image["id"]


def test_only_admin_keys_take_a_hold_back(cloud: Cloud, user: User) -> None:
    held_image(user)
    writer = {"authorization": f"Bearer {key_of(user, 'write')}"}

    refused = cloud.api("PATCH", "/v1/albums/held", headers=writer, body=json.dumps({"hold_until_moderated": False}))

    assert refused.status == 403
    assert user.call("PATCH", "/v1/albums/held", {"hold_until_moderated": False}).status == 200
    assert user.upload(jpeg(), "z.jpg", album="held")["moderation"] is None


def test_only_admin_keys_delete_an_album_that_holds(cloud: Cloud, user: User) -> None:
    """Otherwise the next upload would make it anew, and be public."""
    user.call("POST", "/v1/albums", {"slug": "held", "hold_until_moderated": True})
    user.call("POST", "/v1/albums", {"slug": "free"})
    writer = {"authorization": f"Bearer {key_of(user, 'write')}"}
    admin = {"authorization": f"Bearer {key_of(user, 'admin')}"}

    assert cloud.api("DELETE", "/v1/albums/held", headers=writer).status == 403
    assert user.call("GET", "/v1/albums/held").body["hold_until_moderated"] is True
    assert cloud.api("DELETE", "/v1/albums/free", headers=writer).status == 204
    assert cloud.api("DELETE", "/v1/albums/held", headers=admin).status == 204


def test_hold_that_is_switched_on_meanwhile_keeps_the_album(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first read and the deletion."""
    user.call("POST", "/v1/albums", {"slug": "free"})
    writer = {"authorization": f"Bearer {key_of(user, 'write')}"}

    albums = cloud.services("api").albums

    def switched_on(owner: str, slug: str, **_: Any) -> bool:
        albums.change(owner, albums.find(owner, slug), {"hold_until_moderated": True})
        return False

    monkeypatch.setattr(albums, "holds_images", switched_on)

    assert cloud.api("DELETE", "/v1/albums/free", headers=writer).status == 403
    assert user.call("GET", "/v1/albums/free").body["hold_until_moderated"] is True


def _fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("the function ends here")
