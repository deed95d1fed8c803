"""Classification in tests: what has become ready is looked at."""

from typing import Any

from pixelflare.base import clock
from schema.library.images import ImageStatus
from schema.library.moderation import Moderation, ModerationState
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import record, services
from tests.photographs import photograph
from tests.recognition import recognising

CLASSIFICATIONS = "CLASSIFICATION_QUEUE_URL"


def classify(cloud: Cloud) -> list[str]:
    """Passes on what has changed, and has models look at it. The positions of messages that come again."""
    cloud.follow_changes()
    messages = list(cloud.messages(CLASSIFICATIONS))
    again = cloud.deliver("classification_consumer", *messages)
    cloud.follow_changes()
    return again


def recognition(user: User, image: Any) -> Any:
    answer = user.call("GET", f"/v1/images/{image['id']}/ai")
    assert answer.status == 200, answer
    return answer.body


def hold(cloud: Cloud, image: Any) -> None:
    """The image waits for a verdict from now on, and nobody has published it where it is now."""
    change = {"status": ImageStatus.PROCESSING.value, "variants_ready": frozenset()}
    held = Moderation(state=ModerationState.HELD, held_since=clock.now())
    services(cloud).moderations.set(record(cloud, image), held, change=change, now=clock.now())


def recognise(cloud: Cloud, user: User, path: str) -> None:
    """Everything that can be done with an image's recognition; and with one that waits for its verdict."""
    held = user.upload(photograph("rocket.jpg"), "held.jpg")
    cloud.follow_changes()
    hold(cloud, held)
    with recognising():
        assert classify(cloud) == []
        assert cloud.deliver("classification_consumer", {"nonsense": 1}) == ["0"]
        assert user.call("POST", f"{path}/ai/analyze").status == 202
        assert classify(cloud) == []
    assert user.call("PATCH", f"{path}/ai", {"labels": ["rocket"]}).status == 200
    assert user.call("GET", f"{path}/ai").body["labels"] == ["rocket"]
