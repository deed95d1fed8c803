"""What a viewer can not wait for: one message for one wish, which ends as a picture or as a settled refusal."""

from typing import Any

import pytest

from pixelflare.delivery import pictures
from pixelflare.imaging import cost
from pixelflare.variants import publish
from schema.budgets import WISH_ATTEMPTS
from tests.integration.cloud import Cloud, User
from tests.integration.explained import explain
from tests.integration.test_options_of_addresses import path_of, signed, stored, visit
from tests.photographs import photograph

ODD = "w=300,h=200,fit=cover,blur=3"
PATIENCE = 22


@pytest.fixture
def image(cloud: Cloud, user: User) -> Any:
    return user.upload(photograph("rocket.jpg"))


def with_slow_cores(monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> None:
    """The estimate of any work is so many seconds, in round numbers."""
    monkeypatch.setattr(cost, "_work", lambda at_the_peak, _: cost.Work(at_the_peak / 2**20, seconds))


def test_a_wish_is_sent_once_however_often_it_is_made(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
    url = signed(user, image, ODD)

    answers = [visit(cloud, url) for _ in range(3)]

    assert [answer.status for answer in answers] == [503, 503, 503]
    (message,) = cloud.messages()
    assert cloud.deliver("variant_consumer", message) == []
    assert visit(cloud, url).status == 200


def test_what_is_known_to_take_long_goes_to_the_queue_at_once(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_slow_cores(monkeypatch, seconds=PATIENCE + 1)
    monkeypatch.setattr(pictures, "render_variant", None)  # nobody tries
    assert visit(cloud, signed(user, image, ODD)).status == 503
    (message,) = cloud.messages()
    assert cloud.deliver("variant_consumer", message) == []
    assert stored(cloud, image) == [f"{ODD}.webp"]


def test_work_beyond_a_viewers_patience_is_for_presets_and_signatures(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_slow_cores(monkeypatch, seconds=PATIENCE + 1)
    refused = cloud.cdn(path_of(image, "w=256,q=auto.jpg"))
    assert (refused.status, refused.body["error"]["code"]) == (422, "VARIANT_TOO_LARGE")
    assert explain(user, path_of(image, "w=256,q=auto.jpg"))["answer"]["status"] == 422
    assert list(cloud.messages()) == []
    assert cloud.cdn(path_of(image, "w512.png")).status == 503
    assert len(list(cloud.messages())) == 1


def test_what_no_function_can_make_is_refused_before_any_work(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_slow_cores(monkeypatch, seconds=1_000)
    refused = visit(cloud, signed(user, image, ODD))
    assert (refused.status, refused.body["error"]["code"]) == (422, "VARIANT_TOO_LARGE")
    assert list(cloud.messages()) == []


def test_a_wish_whose_attempts_all_die_is_refused(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed function says nothing, so only the attempts that were begun are known."""
    url = signed(user, image, ODD)
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
        visit(cloud, url)
        (message,) = cloud.messages()
        patched.setattr(publish, "make_variant", _killed)
        for attempt in range(WISH_ATTEMPTS):
            assert cloud.deliver("variant_consumer", message, attempt=attempt + 1) == ["0"]
        assert cloud.deliver("variant_consumer", message, attempt=WISH_ATTEMPTS + 1) == []
        answer = visit(cloud, url)
    assert (answer.status, answer.body["error"]["code"]) == (422, "VARIANT_TOO_LARGE")
    assert list(cloud.messages()) == []


def _killed(*_: object, **__: object) -> None:
    raise MemoryError


def test_a_message_that_could_not_be_sent_leaves_no_wish(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
    url = signed(user, image, ODD)
    with monkeypatch.context() as patched:
        patched.setattr("pixelflare.aws.queues.Queue.send", _killed)
        assert visit(cloud, url).status == 500
    assert visit(cloud, url).status == 503
    assert len(list(cloud.messages())) == 1
