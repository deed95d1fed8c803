"""Which pictures are made in two qualities."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.imaging import Rendered, job_of
from pixelflare.variants import is_worth_refining
from schema.addresses.formats import Format
from schema.library.images import Image, ImageStatus, Visibility

NOW = datetime(2026, 1, 2, tzinfo=UTC)
IMAGE = Image(
    image_id="img_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    owner="alice",
    album="default",
    filename="a.jpg",
    display_name="a.jpg",
    status=ImageStatus.READY,
    nonce="x",
    declared_type="image/jpeg",
    created_at=NOW,
    updated_at=NOW,
)


def made(variant: str = "w512", format_: Format = Format.AVIF, **facts: Any) -> Rendered:
    return Rendered(**{"order": job_of(variant, format_), "body": b"x", "width": 512, "height": 384} | facts)


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("variant", ["w512", "thumb", "w=300,h=200,fit=cover", "w=512,q=80", "w=512,q=auto"])
def test_stills_that_viewers_wait_for_are(variant: str, visibility: Visibility) -> None:
    assert is_worth_refining(IMAGE.model_copy(update={"visibility": visibility}), made(variant))


@pytest.mark.parametrize(
    "other",
    [
        made(format_=Format.WEBP),
        made(format_=Format.JPEG),
        made(format_=Format.PNG),
        made(frames=2),
        made("w=512,compression=best"),
        made("w=512,compression=fast"),
        made("w2048", width=2048, height=4096),
        made("w=2048,q=auto", width=2048, height=1536),
        made(body=bytes(5_000_000)),
    ],
    ids=lambda rendered: f"{rendered.order.name}.{rendered.order.format}x{rendered.frames}",
)
def test_what_takes_long_or_says_how_it_wants_to_be_is_not(other: Rendered) -> None:
    assert not is_worth_refining(IMAGE, other)


def test_what_expires_is_not() -> None:
    assert not is_worth_refining(IMAGE.model_copy(update={"expires_at": NOW}), made())
