"""What becomes of an event at an endpoint: signed, sent, tried again for a day, noted, sent anew, and given up."""

import ipaddress
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from pixelflare.outgoing import OutgoingClient
from pixelflare.webhooks import deliver, tell_endpoints
from schema.budgets import WEBHOOK_PAUSES
from schema.library.events import EventKind, LibraryEvent
from schema.messages.webhooks import DeliveryDue
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.pipeline import code
from tests.integration.webhooks import SILENT, Hook, fail_and_be_gone, hook
from tests.source import HOST, gives, source

DAY = timedelta(days=1)


def event(to: Hook, name: str = "e1", *, kind: EventKind = EventKind.IMAGE_READY, **fields: Any) -> LibraryEvent:
    about = {"owner": to.owner, "at": to.now, "event_id": name, "image_id": f"img_{'0' * 26}", "album": "trips"}
    return LibraryEvent(kind=kind, **about | fields)


def tell(to: Hook, *events: LibraryEvent) -> None:
    for each in events or (event(to),):
        tell_endpoints(each, webhooks=to.services.webhooks, images=to.images, queue=to.services.queue)


def test_event_arrives_signed_once_and_is_in_the_log(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    tell(to)
    to.work()

    [(address, body, headers)] = to.endpoint.asked
    assert address == "https://93.184.216.34/hook"
    assert Receiver(to.secret).verify(body, headers)["data"] == {"id": f"img_{'0' * 26}", "album": "trips"}
    assert json.loads(body)["type"] == "image.ready"
    [listed] = to.log()
    assert (listed["status"], listed["attempts"], listed["response_status"]) == ("delivered", 1, 200)
    assert (listed["event_id"], listed["next_attempt_at"], listed["problem"]) == (headers["webhook-id"], None, None)
    shown = user.call("GET", f"/v1/webhooks/{to.webhook_id}/deliveries/{listed['id']}").body
    assert (shown["body"], shown["response_body"]) == (body.decode(), "answer")


def test_the_function_itself_sends_over_the_guarded_client(
    cloud: Cloud, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: the route, the queue, the handler, a connection, and the other side's own library."""
    to = hook(cloud, user)
    here = ipaddress.ip_address("127.0.0.1")
    with source(tmp_path, {"/hook": gives(b"thanks", status=204)}) as there:
        client = OutgoingClient(
            lookup=lambda *_: [here], is_allowed=here.__eq__, tls=there.tls, port=there.port, seconds=5
        )
        monkeypatch.setattr(cloud.services("api"), "outgoing", client)
        moved = user.call("PATCH", f"/v1/webhooks/{to.webhook_id}", {"url": there.address("/hook")})
        assert moved.status == 200, moved
        services = cloud.services("webhook_delivery_consumer")
        monkeypatch.setattr(services, "outgoing", client)
        monkeypatch.delattr(services, "delivery", raising=False)  # made with the other client
        services.__dict__.pop("delivery", None)
        assert user.call("POST", f"/v1/webhooks/{to.webhook_id}/test").status == 202
        messages = list(cloud.messages("WEBHOOK_QUEUE_URL"))
        assert cloud.deliver("webhook_delivery_consumer", *messages) == []
        services.__dict__.pop("delivery", None)

    [(_, headers)], [body] = there.asked, there.posted
    assert Receiver(to.secret).verify(body, headers)["type"] == "webhook.test"
    assert (headers["Content-Type"], headers["Host"]) == ("application/json", f"{HOST}:{there.port}")
    assert [(each["type"], each["status"]) for each in to.log()] == [("webhook.test", "delivered")]


def test_during_a_rotation_both_secrets_verify_and_afterwards_the_new_one_only(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    rotated = user.call("POST", f"/v1/webhooks/{to.webhook_id}/rotate-secret").body["secret"]
    tell(to)
    to.work()
    _, body, headers = to.endpoint.asked[0]
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (to.secret, rotated):
        assert Receiver(secret).verify(body, headers)
    to.now += DAY * 1.01
    tell(to, event(to, "e2"))
    to.work()
    assert len(to.endpoint.asked[1][2]["webhook-signature"].split()) == 1


def test_failing_delivery_is_tried_for_a_day_with_growing_pauses_and_then_given_up(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, SILENT, 500, 302, 404)
    began = to.now
    tell(to)
    to.work()

    assert len(to.endpoint.asked) == len(WEBHOOK_PAUSES) + 1 == 10
    assert DAY * 0.95 < to.now - began < DAY
    times = [int(headers["webhook-timestamp"]) for _, _, headers in to.endpoint.asked]
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses == [pytest.approx(pause.total_seconds(), abs=1) for pause in WEBHOOK_PAUSES]
    assert len(set(to.endpoint.ids)) == 1
    [listed] = to.log()
    assert (listed["status"], listed["attempts"], listed["problem"]) == ("failed", 10, "the answer's status is 404")
    assert to.webhook()["failing_since"] is not None
    assert to.webhook()["enabled"]


def test_what_works_again_is_delivered_and_not_failing_any_more(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 503, SILENT, 200)
    tell(to)
    to.work()
    [listed] = to.log()
    assert (listed["status"], listed["attempts"], listed["problem"]) == ("delivered", 3, None)
    assert to.webhook()["failing_since"] is None


def test_410_disables_at_once_and_the_audit_log_says_so(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 410)
    tell(to)
    to.work()
    shown = to.webhook()
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
    assert [each["status"] for each in to.log()] == ["failed"]
    [entry] = [each for each in entries(user) if each["action"] == "disable"]
    assert (entry["actor"], entry["resource_id"], entry["details"]["reason"]) == ("system", to.webhook_id, "gone")

    tell(to, event(to, "e2"))
    assert to.waiting == []  # nothing is sent to one that is off
    assert code(user.call("POST", f"/v1/webhooks/{to.webhook_id}/test")) == (409, "CONFLICT")
    on = user.call("PATCH", f"/v1/webhooks/{to.webhook_id}", {"enabled": True}).body
    assert (on["disabled_reason"], on["failing_since"]) == (None, None)
    assert user.call("POST", f"/v1/webhooks/{to.webhook_id}/test").status == 202


def test_endpoint_that_fails_for_three_days_is_disabled(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 500)
    for day, expected in enumerate((True, True, False)):
        tell(to, event(to, f"day {day}"))
        to.work()
        to.now += timedelta(minutes=30)
        assert to.webhook()["enabled"] is expected
    assert to.webhook()["disabled_reason"] == "failing"


def test_message_twice_late_or_broken_off_makes_no_second_request_for_an_attempt(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 500, 200)
    tell(to)
    tell(to)  # the event was told twice
    first, again = (message for _, message in to.waiting)
    assert first == again
    to.work()
    assert len(to.endpoint.asked) == 2
    deliver(first, to.services, now=to.now + DAY)
    assert len(to.endpoint.asked) == 2
    assert to.waiting == []


def test_attempt_that_a_crash_has_cut_off_is_followed_by_the_next(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 200)
    tell(to)
    [(_, message)] = to.waiting
    to.services.deliveries.add(to.owner, message.delivery)  # type: ignore[arg-type]
    delivery = to.services.deliveries.get(to.owner, to.webhook_id, message.delivery_id)
    assert to.services.deliveries.claim(to.owner, delivery, next_attempt_at=to.now + WEBHOOK_PAUSES[0], now=to.now)
    to.work()  # the message comes back, and finds its attempt made
    assert [each["status"] for each in to.log()] == ["delivered"]
    assert to.delivery().attempts == 2


def test_no_owner_takes_more_than_half_of_the_places_and_nobody_waits_for_those_who_fail(
    cloud: Cloud, user: User
) -> None:
    slow, other = hook(cloud, user), hook(cloud, cloud.user(f"{user.name}-other"))
    places = slow.services.places
    with places.held(slow.owner, is_failing=False, now=slow.now) as has_place:
        assert has_place
        tell(slow)
        tell(other)
        slow.work(until=timedelta(seconds=9))
        other.work()
        assert (len(slow.endpoint.asked), len(other.endpoint.asked)) == (0, 1)
    slow.work()
    assert len(slow.endpoint.asked) == 1
    with (
        places.held("anybody", is_failing=True, now=slow.now) as first,
        places.held("somebody", is_failing=True, now=slow.now) as second,
        places.held("a third", is_failing=False, now=slow.now) as third,
    ):
        assert (first, second, third) == (True, False, True)


def test_place_that_was_never_given_back_is_free_again(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    holding = to.services.places.held(to.owner, is_failing=False, now=to.now)
    assert holding.__enter__()
    with to.services.places.held(to.owner, is_failing=False, now=to.now + timedelta(minutes=1)) as has_place:
        assert has_place


def test_event_from_before_the_endpoint_or_of_another_kind_is_not_sent(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    tell(to, event(to, at=to.now - timedelta(minutes=5)), event(to, kind=EventKind.IMAGE_DELETED))
    assert to.waiting == []


def test_deleted_endpoint_gets_nothing_more(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    tell(to)
    assert user.call("DELETE", f"/v1/webhooks/{to.webhook_id}").status == 204
    to.work()
    assert to.endpoint.asked == []


def test_replay_is_a_delivery_of_its_own_with_the_same_webhook_id(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user, 200)
    tell(to)
    to.work()
    [listed] = to.log()
    cloud.forget_messages()
    path = f"/v1/webhooks/{to.webhook_id}/deliveries/{listed['id']}"
    anew = user.call("POST", f"{path}/replay")
    assert (anew.status, anew.body["replay_of"]) == (202, listed["id"])
    [message] = cloud.messages("WEBHOOK_QUEUE_URL")
    deliver(DeliveryDue.model_validate(message), to.services, now=datetime.now(UTC))
    assert to.endpoint.ids == [listed["event_id"]] * 2
    assert [each["id"] for each in to.log()] == sorted((listed["id"], anew.body["id"]), reverse=True)
    assert code(user.call("POST", f"{path[:-1]}X/replay")) == (404, "NOT_FOUND")


def test_log_comes_in_pages_and_ends_after_thirty_days(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    tell(to, *(event(to, digit, at=to.now + timedelta(seconds=int(digit))) for digit in "123"))
    to.work()
    path, seen, cursor = f"/v1/webhooks/{to.webhook_id}/deliveries", [], ""
    while True:
        page = user.call("GET", path, query=f"limit=2{cursor}").body
        seen += [each["created_at"] for each in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 3
    rows = [row for row in cloud.rows("EPHEMERAL_TABLE") if to.webhook_id in row["pk"]["S"]]
    lives = {int(row["exp"]["N"]) - int(to.now.timestamp()) for row in rows}
    assert all(abs(seconds - 30 * 24 * 3600) < 120 for seconds in lives)


@pytest.mark.parametrize("body", [b"\xff" * 5_000, b"a" + "€".encode() * 5_000, b""])
def test_answer_is_kept_up_to_a_kibibyte(cloud: Cloud, user: User, body: bytes) -> None:
    to = hook(cloud, user)
    to.endpoint.body = body
    tell(to)
    to.work()
    kept = to.delivery().response_body
    assert len(kept.encode()) <= 1024
    assert bool(kept) == bool(body)


def test_secret_of_another_installation_ends_the_delivery(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = hook(cloud, user)
    tell(to)
    monkeypatch.setattr(to.services.webhooks, "_secret", lambda: b"another" * 8)
    to.work()
    assert (to.endpoint.asked, to.delivery().problem) == ([], "the webhook needs a new secret")


def test_nobody_else_sees_or_sends_deliveries(cloud: Cloud, user: User) -> None:
    to = hook(cloud, user)
    tell(to)
    to.work()
    [listed] = to.log()
    stranger = cloud.user(f"{user.name}-stranger")
    path = f"/v1/webhooks/{to.webhook_id}"
    calls: list[tuple[str, str, Any]] = [
        ("GET", f"{path}/deliveries", None),
        ("GET", f"{path}/deliveries/{listed['id']}", None),
        ("POST", f"{path}/deliveries/{listed['id']}/replay", None),
        ("POST", f"{path}/test", None),
    ]
    assert [code(stranger.call(*call)) for call in calls] == [(404, "NOT_FOUND")] * 4


def test_what_happens_to_an_image_reaches_the_endpoint_with_what_its_record_says(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    """From the record's change over the stream, the queue and the function."""
    cloud.follow_changes()
    cloud.functions["change_stream"] = cloud.started("change_stream")  # it has looked before the owner wanted events
    to = hook(cloud, user, events=["image.ready", "image.deleted", "image.restored"])
    image = user.upload(rocket, "größe.jpg", album="trips")
    path = f"/v1/images/{image['id']}"
    assert user.call("PATCH", path, {"alt": "nobody wants to know"}).status == 200
    assert user.call("DELETE", path).status == 204
    assert user.call("POST", f"{path}/restore", {}).status == 200
    cloud.follow_changes()
    for message in list(cloud.messages("WEBHOOK_QUEUE_URL")):
        tell(to, LibraryEvent.model_validate(message))
    to.work()

    sent = [json.loads(body) for _, body, _ in to.endpoint.asked]
    assert sorted(each["type"] for each in sent) == ["image.deleted", "image.ready", "image.restored"]
    assert {each["data"]["id"] for each in sent} == {image["id"]}
    assert {each["data"]["filename"] for each in sent} == {image["filename"]}
    assert len(set(to.endpoint.ids)) == 3


def test_owner_is_subscribed_to_what_the_endpoints_want_together(cloud: Cloud, user: User) -> None:
    def wanted() -> set[str]:
        [row] = [
            each
            for each in cloud.rows("CORE_TABLE")
            if each["pk"]["S"] == f"O#{owner}" and each["sk"]["S"] == "#EVENTS"
        ]
        return set(row.get("webhooks", {}).get("SS", []))

    one, two = hook(cloud, user), hook(cloud, user, events=["quota.reached"])
    owner = one.owner
    assert wanted() == {"image.ready", "quota.reached"}
    user.call("PATCH", f"/v1/webhooks/{one.webhook_id}", {"events": ["image.deleted"]})
    assert wanted() == {"image.deleted", "quota.reached"}
    user.call("PATCH", f"/v1/webhooks/{one.webhook_id}", {"enabled": False})
    assert wanted() == {"quota.reached"}
    user.call("DELETE", f"/v1/webhooks/{two.webhook_id}")
    assert wanted() == set()


def test_owner_is_told_of_a_shared_album_and_of_a_webhook_that_is_switched_off(cloud: Cloud, user: User) -> None:
    cloud.follow_changes()
    cloud.functions["change_stream"] = cloud.started("change_stream")
    to = hook(cloud, user, events=["album.shared", "webhook.disabled"])
    fail_and_be_gone(cloud, user)
    assert user.call("POST", "/v1/albums", {"slug": "trips"}).status == 201
    shared = user.call("POST", "/v1/albums/trips/shares", {})
    assert shared.status == 201, shared
    cloud.forget_messages()
    cloud.follow_changes()
    for message in list(cloud.messages("WEBHOOK_QUEUE_URL")):
        tell(to, LibraryEvent.model_validate(message))
    to.work()
    sent = {each["type"]: each["data"] for _, body, _ in to.endpoint.asked for each in [json.loads(body)]}
    assert sent["album.shared"] == {"album": "trips", "subject": shared.body["id"]}
    assert sent.keys() == {"album.shared", "webhook.disabled"}
