"""The clean-up that dies after any of its writes: the next run ends in the state of one that lives. Twice is once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.cleaning import DAYS, clean_up, deeds, traces
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes
from tests.integration.visibility import jpeg

MANY = 1_000_000


def expiring(user: User) -> str:
    expires = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    return str(user.upload(jpeg(), "a.jpg", tags=["sea"], expires_at=expires)["id"])


def deleted(user: User) -> str:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    user.cloud.follow_changes()
    user.call("DELETE", f"/v1/images/{image['id']}")
    return str(image["id"])


def given_up(user: User) -> str:
    return str(user.reserve("a.jpg", tags=["sea"])["imageId"])


def rejected(user: User) -> str:
    form = user.reserve("a.jpg", tags=["sea"])
    user.cloud.deliver("upload_consumer", user.post_form(form, b"no picture"))
    return str(form["imageId"])


def run(cloud: Cloud, begin: Callable[[User], str], *, after: timedelta, dies_after: int) -> tuple[Any, int]:
    """What is left of an image after a run that died, and another; and how many writes the first one made."""
    cloud.forget_records()  # so that nothing of other tests is due
    cloud.forget_messages()
    user = cloud.user(uuid4().hex)
    image_id = begin(user)
    with counted_writes(crash_after=dies_after) as writes, suppress(Crashed):
        clean_up(cloud, after)
    clean_up(cloud, after)
    cloud.follow_changes()
    shown = user.call("GET", f"/v1/images/{image_id}")
    left = {place: len(names) for place, names in traces(cloud, image_id).items()}
    counts = user.call("GET", "/v1/tags/sea").body["count"]
    return (shown.status, shown.body.get("deleted_at") is None, left, counts, deeds(cloud, image_id)), writes.count


@pytest.mark.parametrize(
    ("begin", "after", "least"),
    [(expiring, DAYS, 2), (deleted, 31 * DAYS, 5), (given_up, DAYS, 1), (rejected, 32 * DAYS, 1)],
)
def test_dies_after_each_write(cloud: Cloud, begin: Callable[[User], str], after: timedelta, least: int) -> None:
    reference, writes = run(cloud, begin, after=after, dies_after=MANY)
    assert len(reference[-1]) == 1, "one audit entry"
    assert writes >= least
    for position in range(1, writes + 1):
        assert run(cloud, begin, after=after, dies_after=position)[0] == reference, f"died after write {position}"
