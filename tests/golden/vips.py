"""Reference renders by another engine, libvips: its own decoders, resizer and colour management."""

import io

import pyvips
from PIL import Image


class NotDecoded(Exception):
    """libvips, as its wheel is built, does not read the file."""


def reference(data: bytes, size: tuple[int, int], *, linear: bool = False) -> Image.Image:
    """The first frame upright, in sRGB, on white, at that size, resized as light adds up or not; raises NotDecoded."""
    try:
        if linear:  # which it does to colours only
            whole = pyvips.Image.new_from_buffer(data, "").colourspace("srgb")
            picture = whole.thumbnail_image(size[0], height=size[1], size="force", linear=True)
        else:
            picture = pyvips.Image.thumbnail_buffer(data, size[0], height=size[1], size="force")
        if picture.get_typeof("icc-profile-data") and picture.interpretation != "b-w":
            picture = picture.icc_transform("srgb")
        return _on_white(picture)
    except pyvips.Error as error:
        raise NotDecoded(str(error)) from error


def _on_white(picture: pyvips.Image) -> Image.Image:
    if picture.hasalpha():
        picture = picture.flatten(background=255 if picture.format == "uchar" else 65_535)
    picture = picture.colourspace("srgb").cast("uchar")
    grey_or_colours = picture.bandjoin([picture, picture]) if picture.bands == 1 else picture[0:3]
    return Image.frombytes("RGB", (picture.width, picture.height), grey_or_colours.write_to_memory())


def on_white(body: bytes) -> Image.Image:
    """One of our own results, laid on white."""
    picture = Image.open(io.BytesIO(body)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
