"""Classification in tests: what has become ready is looked at."""

from typing import Any

from tests.integration.cloud import Cloud, User

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
