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
from tests.integration.cloud import Cloud, User
from tests.integration.visibility import jpeg, path_of

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


def holding(user: User, slug: str = "held") -> str:
    """The slug of an album where pictures are held."""
    user.call("POST", "/v1/albums", {"slug": slug, "hold_until_moderated": True})
    assert user.call("GET", f"/v1/albums/{slug}").body["hold_until_moderated"] is True
    return slug


def nobody_sees(cloud: Cloud, image: Any) -> bool:
    """Whether every kind of address is answered as if the image were not there."""
    path, guarded = path_of(image), f"/p/{image['id']}.jpg"
    variants = ["", "/w256.webp", "/w256.avif", "/w256.jpg", "/w=256.webp", "/thumb.webp", "/f=json", "/og-image.jpg"]
    asked = [f"{path}{variant}" for variant in variants] + [
        f"{guarded}{variant or '/original'}" for variant in variants
    ]
    statuses = {each: cloud.cdn(each).status for each in asked}
    statuses[f"/i/{image['id']}"] = cloud.link(f"/i/{image['id']}").status
    assert set(statuses.values()) == {404}, statuses
    return True


def held_image(user: User, filename: str = "a.jpg", **fields: Any) -> Any:
    image = user.upload(jpeg(), filename, album=holding(user), **fields)
    assert image["moderation"]["state"] == "held"
    return image
