"""Deliveries whose function dies after any of its writes, and whose messages come twice and in any order."""

import random

import pytest

from pixelflare.webhooks import tell_endpoints
from schema.library.events import EventKind, LibraryEvent
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import counted_writes
from tests.integration.webhooks import Hook, hook


def tell(to: Hook, *names: str) -> None:
    for name in names:
        event = LibraryEvent(kind=EventKind.IMAGE_READY, event_id=name, owner=to.owner, at=to.now, image_id="img_1")
        tell_endpoints(event, webhooks=to.services.webhooks, images=to.images, queue=to.services.queue)


@pytest.mark.parametrize(
    ("statuses", "ends", "requests"), [((200,), "delivered", 1), ((500, 200), "delivered", 2), ((410,), "failed", 1)]
)
def test_function_that_dies_after_any_write_leaves_a_delivery_that_ends(
    cloud: Cloud, user: User, statuses: tuple[int, ...], ends: str, requests: int
) -> None:
    position = 0
    while True:
        position += 1
        to = hook(cloud, user, *statuses)
        tell(to, "e1")
        with counted_writes(crash_after=position) as writes:
            to.work()

        [listed] = to.log()
        assert (listed["status"], listed["next_attempt_at"], to.waiting) == (ends, None, []), position
        assert requests <= len(to.endpoint.asked) <= requests + 1, position
        assert set(to.endpoint.ids) == {listed["event_id"]}
        assert to.webhook()["disabled_reason"] == ("gone" if ends == "failed" else None)
        assert user.call("DELETE", f"/v1/webhooks/{to.webhook_id}").status == 204
        if writes.count < position:  # it has come to its end without a crash
            assert position > 4
            return


def test_messages_that_come_twice_and_in_any_order_make_no_request_twice(cloud: Cloud, user: User) -> None:
    chance = random.Random(62)
    to = hook(cloud, user, 500, 500, 503, 500, 200)
    tell(to, *"abcde")
    to.waiting = [each for each in to.waiting for _ in range(3)]
    chance.shuffle(to.waiting)
    to.work()

    assert [each["status"] for each in to.log()] == ["delivered"] * 5
    assert len(to.endpoint.asked) == sum(each["attempts"] for each in to.log()) == 9
    assert len(set(to.endpoint.ids)) == 5
