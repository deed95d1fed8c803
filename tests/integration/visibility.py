"""Images whose visibility changes, for tests: where their pictures lie."""

from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from pixelflare.base import clock
from tests.integration.cloud import Cloud, User

HOUR = timedelta(hours=1)


@cache
def jpeg(side: int = 320) -> bytes:
    out = BytesIO()
    Image.effect_noise((side, side * 3 // 4), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def path_of(image: Any, variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def public(cloud: Cloud, image: Any) -> list[str]:
    return cloud.keys("PUBLIC_BUCKET", image["owner"])


def guarded(cloud: Cloud, image: Any) -> list[str]:
    return cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}.") + cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}.")


def change(user: User, image: Any, **fields: Any) -> Any:
    answer = user.call("PATCH", f"/v1/images/{image['id']}", fields)
    assert answer.status == 200, answer
    return answer.body


def publish(cloud: Cloud) -> None:
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []


def later(**delta: float) -> str:
    return (clock.now() + timedelta(**delta)).isoformat()


def job_of(cloud: Cloud, image: Any) -> dict[str, Any]:
    """The message that asks for its variants; sweeps and nets of earlier tests come due after minutes."""
    (job,) = (
        message
        for message in cloud.messages()
        if message["image_id"] == image["id"]
        and message["kind"] == "variants_requested"
        and not message["if_unfinished"]
    )
    return job
