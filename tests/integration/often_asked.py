"""Pictures that are asked for often enough to get a smaller AVIF, for tests."""

from typing import Any

from pixelflare.variants.request_counter import OFTEN
from tests.integration.cloud import Cloud

AVIF = "w256.avif"
HOUR = "public, max-age=86400, s-maxage=3600, stale-while-revalidate=604800"
YEAR = "public, max-age=86400, s-maxage=31536000, stale-while-revalidate=604800"


def path_of(image: Any, variant: str = AVIF) -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}/{variant}"


def provisional(cloud: Cloud, image: Any) -> list[str]:
    return [key.rpartition("/")[2] for key in cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}.")]


def public(cloud: Cloud, image: Any) -> list[str]:
    return [key for key in cloud.keys("PUBLIC_BUCKET", image["owner"]) if key.endswith(".avif")]


def ask(cloud: Cloud, path: str, times: int) -> list[int]:
    return [cloud.cdn(path).status for _ in range(times)]


def messages(cloud: Cloud, image: Any) -> list[dict[str, Any]]:
    """About this image: sweeps of what earlier tests left come due after minutes."""
    return [message for message in cloud.messages() if message["image_id"] == image["id"]]


def asked_often(cloud: Cloud, image: Any, *variants: str) -> dict[str, Any]:
    """The message that a made AVIF's fourth visit leads to."""
    for variant in variants or (AVIF,):
        assert ask(cloud, path_of(image, variant), 1) == [200]
    assert ask(cloud, path_of(image, (variants or (AVIF,))[0]), OFTEN) == [200] * OFTEN
    (message,) = messages(cloud, image)
    return message


def refine(cloud: Cloud, message: dict[str, Any]) -> None:
    assert cloud.deliver("variant_consumer", message) == []
