"""Pictures of a few pixels, for tests that make thousands of images, and a model that tells the two apart."""

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from tests.recognition import HARMLESS, UNSAFE


@cache
def picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((48, 36), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@cache
def dark_picture() -> bytes:
    """For models that flag what is dark (`flagging_dark_pictures`)."""
    with Image.open(BytesIO(picture())) as light:
        out = BytesIO()
        light.point(lambda value: value // 8).save(out, "JPEG")
    return out.getvalue()


def flagging_dark_pictures(shown: bytes) -> dict[str, Any]:
    """What a model of moderation says of a picture."""
    with Image.open(BytesIO(shown)) as picture:
        (brightness,) = picture.convert("L").resize((1, 1)).tobytes()
    return UNSAFE if brightness < 64 else HARMLESS
