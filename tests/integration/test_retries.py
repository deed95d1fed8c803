"""A message that fails comes back, later each time."""

from typing import Any

import pytest

from pixelflare.aws.clients import client
from tests.integration.cloud import Cloud


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 80), (20, 900)])
def test_failed_message_waits_twice_as_long_each_time(cloud: Cloud, attempt: int, seconds: int) -> None:
    asked: list[int] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(params["VisibilityTimeout"])

    events = client("sqs").meta.events
    events.register("provide-client-params.sqs.ChangeMessageVisibility", note)
    try:
        assert cloud.deliver("variant_consumer", {"nonsense": 1}, attempt=attempt) == ["0"]
    finally:
        events.unregister("provide-client-params.sqs.ChangeMessageVisibility", note)
    assert asked == [seconds]
