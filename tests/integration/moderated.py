"""Moderation for tests: verdicts as the model's consumer gives them."""

from typing import Any

from pixelflare.audit import AuditLog
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.catalog import ImageStore, ModerationStore
from pixelflare.moderation import ModerationServices, judge
from schema.library.images import Image
from schema.library.moderation import Verdict
from tests.integration.cloud import Cloud

CLEAN = Verdict(flagged=False, nsfw_score=0.02, model="test 1", judged_at=1_700_000_000)
FLAGGED = Verdict(flagged=True, nsfw_score=0.97, categories=("Explicit",), model="test 1", judged_at=1_700_000_000)


def later(verdict: Verdict, seconds: int = 60) -> Verdict:
    return verdict.model_copy(update={"judged_at": verdict.judged_at + seconds})


def services(cloud: Cloud) -> ModerationServices:
    core = Table(cloud.variables["CORE_TABLE"])
    return ModerationServices(
        images=ImageStore(core),
        moderations=ModerationStore(core),
        variant_queue=Queue(cloud.variables["VARIANT_QUEUE_URL"]),
        audit=AuditLog(Table(cloud.variables["AUDIT_TABLE"]), cursor_key=lambda: b""),
    )


def give(cloud: Cloud, image: Any, verdict: Verdict) -> None:
    judge(image["owner"], image["id"], verdict, services(cloud), now=clock.now())


def record(cloud: Cloud, image: Any) -> Image:
    found = ImageStore(Table(cloud.variables["CORE_TABLE"])).find(image["owner"], image["id"])
    assert found is not None
    return found
